from django.apps import AppConfig


class Jobs(AppConfig):
    name = "vestibule.jobs"
    label = "jobs"

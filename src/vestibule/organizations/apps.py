from django.apps import AppConfig


class Organizations(AppConfig):
    name = "vestibule.organizations"
    label = "organizations"

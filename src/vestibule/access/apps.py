from django.apps import AppConfig


class Access(AppConfig):
    name = "vestibule.access"
    label = "access"

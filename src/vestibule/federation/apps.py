from django.apps import AppConfig


class Federation(AppConfig):
    name = "vestibule.federation"
    label = "federation"

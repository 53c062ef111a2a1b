from django.apps import AppConfig


class Web(AppConfig):
    name = "vestibule.web"
    label = "web"

from django.apps import AppConfig


class Desk(AppConfig):
    name = "vestibule.desk"
    label = "desk"

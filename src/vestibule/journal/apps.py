from django.apps import AppConfig


class Journal(AppConfig):
    name = "vestibule.journal"
    label = "journal"

from django.apps import AppConfig


class Notices(AppConfig):
    name = "vestibule.notices"
    label = "notices"

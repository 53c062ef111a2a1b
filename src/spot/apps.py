from django.apps import AppConfig


class Spot(AppConfig):
    name = "spot"
    label = "spot"

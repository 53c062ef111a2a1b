from django.apps import AppConfig


class Accounts(AppConfig):
    name = "vestibule.accounts"
    label = "accounts"

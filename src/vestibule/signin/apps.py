from django.apps import AppConfig


class SignIn(AppConfig):
    name = "vestibule.signin"
    label = "signin"

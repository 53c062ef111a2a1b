"""The pages' addresses, room by room."""

from django.urls import URLPattern, URLResolver, path

from vestibule.web import preferences

urlpatterns: list[URLPattern | URLResolver] = [
    path("preferences", preferences.keep, name="preferences"),
]

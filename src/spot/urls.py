"""SPOT's addresses."""

from django.urls import path

from spot import views

urlpatterns = [
    path("", views.welcome, name="welcome"),
    path("sign-in", views.sign_in, name="sign-in"),
    path("callback", views.callback, name="callback"),
    path("home", views.home, name="home"),
    path("organizations", views.organizations, name="organizations"),
    path("switch", views.switch, name="switch"),
    path("sign-out", views.sign_out, name="sign-out"),
    path("backchannel-logout", views.backchannel_logout, name="backchannel-logout"),
    path("healthz", views.alive, name="alive"),
]

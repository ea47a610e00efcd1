from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "fourthp.config"
    label = "config"

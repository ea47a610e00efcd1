from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "fourthp.audit"

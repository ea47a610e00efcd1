from django.apps import AppConfig

from fourthp.foundation.subjects import register_holdings


class AuditConfig(AppConfig):
    name = "fourthp.audit"

    def ready(self) -> None:
        register_holdings("fourthp.audit.queries.HOLDINGS")

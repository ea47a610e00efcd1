from django.apps import AppConfig

from fourthp.foundation.subjects import register_holdings


class TrustConfig(AppConfig):
    name = "fourthp.trust"

    def ready(self) -> None:
        register_holdings("fourthp.trust.queries.subjects.HOLDINGS")

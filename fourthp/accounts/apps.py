from django.apps import AppConfig

from fourthp.foundation.policies import register_second_factor
from fourthp.foundation.strikes import register_store
from fourthp.foundation.subjects import register_holdings


class AccountsConfig(AppConfig):
    name = "fourthp.accounts"

    def ready(self) -> None:
        register_holdings("fourthp.accounts.queries.holdings.HOLDINGS")
        register_second_factor("fourthp.accounts.queries.factors.has_second_factor")
        register_store("fourthp.accounts.operations.striking.SESSIONS")

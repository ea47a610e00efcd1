from django.apps import AppConfig

from fourthp.foundation.policies import register_second_factor


class AccountsConfig(AppConfig):
    name = "fourthp.accounts"

    def ready(self) -> None:
        register_second_factor("fourthp.accounts.queries.has_second_factor")

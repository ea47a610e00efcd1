from django.apps import AppConfig

from fourthp.foundation.policies import register_first_page
from fourthp.foundation.subjects import register_holdings


class HomeConfig(AppConfig):
    name = "fourthp.home"

    def ready(self) -> None:
        register_holdings("fourthp.home.queries.subjects.HOLDINGS")
        register_first_page("fourthp.home.queries.first_month.first_page")

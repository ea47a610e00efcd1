from django.apps import AppConfig

from fourthp.foundation.clock import register_zone
from fourthp.foundation.matters import register_actor_titles
from fourthp.foundation.policies import register_standing


class PartnershipConfig(AppConfig):
    name = "fourthp.partnership"

    def ready(self) -> None:
        register_actor_titles("fourthp.partnership.queries.actor_title")
        register_zone("fourthp.partnership.queries.network_zone")
        register_standing("fourthp.partnership.queries.standing_of")

from django.apps import AppConfig

from fourthp.foundation.clock import register_zone
from fourthp.foundation.matters import register_actor_titles, register_matter
from fourthp.foundation.policies import register_roles, register_standing


class PartnershipConfig(AppConfig):
    name = "fourthp.partnership"

    def ready(self) -> None:
        register_actor_titles("fourthp.partnership.queries.actor_title")
        register_matter("circular", "fourthp.partnership.views.matters.CIRCULAR")
        register_zone("fourthp.partnership.queries.network_zone")
        register_roles("fourthp.partnership.queries.roles_of")
        register_standing("fourthp.partnership.queries.standing_of")

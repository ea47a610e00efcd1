from django.apps import AppConfig

from fourthp.foundation.clock import register_zone
from fourthp.foundation.matters import register_actor_titles, register_matter
from fourthp.foundation.policies import register_roles, register_standing
from fourthp.foundation.strikes import (
    register_runner,
    register_store,
    register_turn,
    register_words,
)
from fourthp.foundation.subjects import register_holdings
from fourthp.partnership.rules.shared_kinds import register_shared


class PartnershipConfig(AppConfig):
    name = "fourthp.partnership"

    def ready(self) -> None:
        register_holdings("fourthp.partnership.queries.subjects.HOLDINGS")
        register_actor_titles("fourthp.partnership.queries.standing.actor_title")
        matters = "fourthp.partnership.views.matters"
        register_matter("agency", f"{matters}.agencies.AGENCY")
        register_matter("circular", f"{matters}.circulars.CIRCULAR")
        register_matter("network", f"{matters}.network.NETWORK")
        register_matter("person", f"{matters}.people.PERSON")
        register_matter("group", f"{matters}.groups.GROUP")
        register_matter("handover", f"{matters}.handovers.HANDOVER")
        register_matter("incoming", f"{matters}.letters_in.LETTER_IN")
        register_words("fourthp.partnership.queries.striking.WORDS")
        register_runner("fourthp.partnership.permissions.can_strike")
        register_turn("fourthp.partnership.operations.turns.take_turn")
        register_store("fourthp.partnership.operations.sheets.striking.SHEETS")
        register_store("fourthp.partnership.operations.audiences.NAMES")
        register_shared("circular", f"{matters}.circulars.SHARED_CIRCULAR")
        register_zone("fourthp.partnership.queries.network.network_zone")
        register_roles("fourthp.partnership.queries.standing.roles_of")
        register_standing("fourthp.partnership.queries.standing.standing_of")

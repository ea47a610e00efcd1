from django.apps import AppConfig

from fourthp.foundation.matters import register_matter
from fourthp.foundation.strikes import register_words
from fourthp.partnership.rules.shared_kinds import register_shared


class PlanConfig(AppConfig):
    name = "fourthp.plan"

    def ready(self) -> None:
        matters = "fourthp.plan.views.matters"
        register_matter("aim", f"{matters}.aims.AIM")
        register_shared("aim", f"{matters}.aims.SHARED_AIM")
        register_words("fourthp.plan.queries.striking.WORDS")

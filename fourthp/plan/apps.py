from django.apps import AppConfig

from fourthp.foundation.matters import register_matter
from fourthp.foundation.strikes import register_words
from fourthp.foundation.subjects import register_holdings
from fourthp.partnership.rules.shared_kinds import register_shared


class PlanConfig(AppConfig):
    name = "fourthp.plan"

    def ready(self) -> None:
        register_holdings("fourthp.plan.queries.subjects.HOLDINGS")
        register_words("fourthp.plan.queries.striking.WORDS")
        matters = "fourthp.plan.views.matters"
        register_matter("action", f"{matters}.actions.ACTION")
        register_shared("action", f"{matters}.actions.SHARED_ACTION")
        register_matter("aim", f"{matters}.aims.AIM")
        register_shared("aim", f"{matters}.aims.SHARED_AIM")
        register_matter("concern", f"{matters}.concerns.CONCERN")
        register_shared("concern", f"{matters}.concerns.SHARED_CONCERN")
        register_matter("public-answer", f"{matters}.concerns.PUBLIC_ANSWER")
        register_shared("public-answer", f"{matters}.concerns.SHARED_ANSWER")

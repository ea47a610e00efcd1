"""The doors of concerns, and of their answers."""

from fourthp.foundation.policies import (
    Rate,
    door,
    for_members,
    for_roles,
    open_to,
    public,
    taken_along,
)
from fourthp.plan.views import (
    concerns,
    concerns_answers,
    concerns_steps,
    concerns_voices,
    concerns_worries,
)

# Writing into a box takes a while: nobody honest is stopped.
worried = open_to(public, rate=Rate("worries", burst=6, per_hour=30))
moves_on = for_roles("coordinator", "chair")
HERE = "concerns/<uuid:pk>/"

urlpatterns = [
    door("worries/", concerns_worries.worries, worried, name="worries"),
    door("worries/thanks/", concerns_worries.thanks, public, name="worries-thanks"),
    door("answers/", concerns_answers.answers, public, name="answers"),
    door("concerns/", concerns.index, for_members, name="concerns"),
    door("concerns/export/", concerns.export, taken_along, name="concerns-export"),
    door("concerns/new/", concerns.new_concern, for_members, name="concern-new"),
    door(HERE, concerns.concern, for_members, name="concern"),
    door(f"{HERE}words/", concerns.words, for_members, name="concern-words"),
    door(
        f"{HERE}voices/<uuid:agency>/",
        concerns_voices.voice,
        for_members,
        name="concern-voice",
    ),
    door(
        f"{HERE}voices/<uuid:agency>/removal/",
        concerns_voices.voice_removal,
        for_members,
        name="concern-voice-removal",
    ),
    door(f"{HERE}again/", concerns_steps.again, for_members, name="concern-again"),
    door(
        f"{HERE}withdrawal/",
        concerns_steps.withdrawal,
        for_members,
        name="concern-withdrawal",
    ),
    door(
        f"{HERE}declining/",
        concerns_steps.declining,
        for_roles("coordinator"),
        name="concern-declining",
    ),
    door(f"{HERE}hearing/", concerns_steps.hearing, moves_on, name="concern-hearing"),
    door(f"{HERE}agenda/", concerns_steps.agenda, moves_on, name="concern-agenda"),
    door(
        f"{HERE}decision/", concerns_steps.decision, moves_on, name="concern-decision"
    ),
    door(
        f"{HERE}beginning/",
        concerns_steps.beginning,
        moves_on,
        name="concern-beginning",
    ),
    door(f"{HERE}answer/", concerns_answers.answer, moves_on, name="concern-answer"),
    door(f"{HERE}opening/", concerns_answers.opening, moves_on, name="concern-opening"),
    door(f"{HERE}closing/", concerns_answers.closing, moves_on, name="concern-closing"),
]

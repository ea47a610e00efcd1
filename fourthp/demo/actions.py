"""The demo's actions: a year of them, in every state, and what became of each."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from fourthp.demo.mailing import bundle_and_send
from fourthp.demo.year import Act
from fourthp.foundation.actors import Actor, Clockwork, Host
from fourthp.partnership.models import Agency, Group, Label, Seat
from fourthp.plan.models import Action, Aim, Concern
from fourthp.plan.operations.action_reminders import remind_of_actions
from fourthp.plan.operations.action_said import (
    block_action,
    drop_action,
    finish_action,
    hand_over_action,
    move_action,
)
from fourthp.plan.operations.actions import ActionFacts, Goal, give_action
from fourthp.plan.tasks.actions import REMIND

GROUPS = {
    "S": "Steering group",
    "L": "Labour exploitation sub-group",
    "D": "Awareness day, autumn",
    "Q": "Safe places group",
}
# What is to be done; who has it, a person or an agency; in which group; on which day it
# was given, and is due, counted from today; and what was said of it, each on its day.
ACTIONS = """\
Print the pocket card in Romanian | Rosa Hale | - | -355 | -325 | done -330
Ask the ferry crew in | Owen Tully | - | -350 | -320 | moved -318 -290; done -292
Write the terms of the steering group | Olive Marsh | S | -380 | -340 | done -342
List who has a night number | Ben Achterberg | - | -340 | -300 | done -301
Find a room for fifty | Yusuf Demir | - | -330 | -298 | done -280
Send the faith leaders’ questions on | Priya Raman | - | -320 | -288 | done -289
Count the car washes that members know of | Mina Farouk | L | -300 | -270 | done -275
Meet the growers|Clara Bright|L|-298|-268|moved -266 -236;moved -235 -206;done -190
Put the first-night leaflet into Vietnamese | Lena Fox | - | -290 | -255 | done -256
Say which forms each agency uses | Rosa Hale | - | -280 | -250 | done -252
Ask the hospital in | Joan Petrie | - | -275 | -240 | dropped -230 It joined by itself.
Check the numbers on the poster | Ben Achterberg | - | -262 | -235 | done -235
Bring the housing officers’ list | Olive Marsh | S | -250 | -215 | done -205
Agree what is said when a refuge is full | Nell Ashdown | Q | -240 | -205 | done -208
Write a page on gangmasters’ licences | Owen Tully | L | -232 | -200 | done -201
Ask the council for the room in the library | Yusuf Demir | - | -225 | -190 | done -195
Show the card to the bus drivers | Lena Fox | - | -210 | -176 | done -170
Ask three agencies for a deputy | Rosa Hale | - | -205 | -172 | done -174
Put the form on one page | Olive Marsh | S | -200 | -160 | moved -158 -130; done -131
Collect questions for the harbour master | Mina Farouk | L | -190 | -150 | done -152
Find Albanian speakers|Priya Raman|-|-180|-145|blocked -150 means;moved -144 -100
Look through the services with the council | Clara Bright | - | -170 | -132 | done -135
Ask the schools which staff to train first | Joan Petrie | - | -160 | -120 | done -121
Say who may see the safe places’ list | Ada Nwosu | Q | -150 | -115 | done -112
Bring the pocket card to the food bank | Rosa Hale | - | -140 | -105 | done -106
Meet the nail bars’ owners | Owen Tully | L | -130 | -92 | moved -91 -60; moved -59 -25
Write down how the rota works at weekends | Ben Achterberg | - | -120 | -85 | done -80
Ask the trainers for two Saturdays | Lena Fox | - | -110 | -74 | done -75
Compare the three risk questionnaires | Olive Marsh | S | -105 | -68 | blocked -60 waits
Tell the county what we heard about caravans | Mina Farouk | L | -95 | -58 | done -59
Ask the port for a notice board | Priya Raman | - | -90 | -50 | moved -52 -17
Thank the library | Yusuf Demir | - | -80 | -46 | done -47
Say what the police can tell us about numbers | Sam Dhillon | - | -75 | -40 | done -38
Bring the summer’s feedback together | Clara Bright | L | -60 | -30 | done -31
Ask for a second phone for the night | Rosa Hale | - | -55 | -20 | moved -22 9
Try one form with ten people | Harbour Aid | - | -29 | -6 | done -4
Invite the fire service | Joan Petrie | - | -50 | -16 |
Book the hall for the awareness day | Priya Raman | D | -38 | -24 | done -25
Ask two speakers who lived through it | Lena Fox | D | -36 | -3 |
Print two hundred cards | Yusuf Demir | D | -30 | 6 |
Ask who needs an interpreter | Harbour Aid | - | -28 | 0 |
Find out who keeps the emergency fund | Sylvie Marchand | - | -40 | -8 |
Write what a safe word is for | Nell Ashdown | Q | -25 | 12 |
Read the draft aims and say what is missing | Olive Marsh | S | -20 | 10 |
Ask taxi firms for a training day | Mina Farouk | L | -18 | 14 | handed -6 Clara Bright
Put the winter opening hours right | Ben Achterberg | - | -12 | 5 |
Say which words the poster should not use | Those Who Know | - | -10 | 20 |
List who was trained since the spring | Sam Dhillon | - | -9 | 25 | blocked -2 unclear
Ask the growers again, before the harvest | Clara Bright | L | -7 | 45 |"""
# Given to somebody who left later; who followed has it now.
OF_THE_LEAVER = (
    "Try the new referral form with five people | Gareth Sole | - | -70 | 3 |"
)
WORDS = {
    "Compare the three risk questionnaires": (
        "Each agency has one. Say **where they differ**, not which is better."
    ),
    "Ask who needs an interpreter": (
        "Ask by the middle of the month: it takes two weeks to find one."
    ),
}
# What some of them are for: a concern, or an aim.
FOR: dict[str, tuple[type[Concern] | type[Aim], str]] = {
    "Check the numbers on the poster": (
        Concern,
        "There is no list of who helps, and when",
    ),
    "Ask for a second phone for the night": (
        Concern,
        "At night nobody from housing answers",
    ),
    "Try one form with ten people": (Concern, "Four agencies ask the same questions"),
    "Find Albanian speakers": (
        Aim,
        "Nobody waits longer than a day for an interpreter",
    ),
    "Ask who needs an interpreter": (
        Aim,
        "Nobody waits longer than a day for an interpreter",
    ),
    "Ask the trainers for two Saturdays": (
        Aim,
        "Every hostel in Anyshire knows the signs",
    ),
}
RESTRICTED = "Read the draft aims and say what is missing"


@dataclass(frozen=True)
class Made:
    """An action of the demo, as its line has it."""

    title: str
    owner: str
    group: str
    given: int
    due: int
    said: tuple[str, ...]


def read(line: str) -> Made:
    """Return the action that a line of the table tells."""
    title, owner, group, given, due, said = (one.strip() for one in line.split("|"))
    steps = tuple(one.strip() for one in said.split(";") if one.strip())
    return Made(title, owner, group, int(given), int(due), steps)


def acts_of_actions(*, by: Host, now: datetime) -> list[tuple[datetime, Act]]:
    """Return when each action was given, and when each thing was said of it."""
    given: dict[str, Action] = {}

    def gave(made: Made) -> Act:
        def act(_at: datetime) -> None:
            given[made.title] = _make(made, by, now)

        return act

    def spoke(made: Made, said: str) -> Act:
        return lambda _at: _say(given[made.title], said, by, now)

    acts = []
    for made in map(read, ACTIONS.splitlines()):
        acts.append((now + timedelta(made.given), gave(made)))
        acts += [
            (now + timedelta(int(said.split()[1])), spoke(made, said))
            for said in made.said
        ]
    return acts


def make_demo_actions_of_leavers(*, by: Host, now: datetime) -> None:
    """Give what stands with a seat whose person left, and remind of what is due."""
    _make(read(OF_THE_LEAVER), by, now)
    bundle_and_send(now)
    remind_of_actions(by=Clockwork(REMIND), now=now)


def _make(made: Made, by: Host, now: datetime) -> Action:
    name = GROUPS.get(made.group)
    group = Group.objects.get(Q(name=name) if name else Q(is_network=True))
    facts = ActionFacts(
        made.title,
        _owner(made.owner, group),
        (now + timedelta(made.due)).date(),
        group,
        WORDS.get(made.title, ""),
        Label.AMBER if made.title == RESTRICTED else Label.GREEN,
        _goal(made.title),
    )
    return give_action(facts, by=by, now=now + timedelta(made.given))


def _goal(title: str) -> Goal:
    model, of = FOR.get(title, (None, ""))
    found = model._default_manager.get(title=of) if model else None
    if isinstance(found, Concern):
        return Goal(concern=found)
    return Goal(aim=found)


def _owner(name: str, group: Group) -> Seat | Agency:
    seats = Seat.objects.filter(person__name=name, group=group)
    return seats.order_by("from_on", "pk").first() or Agency.objects.get(name=name)


def _say(action: Action, said: str, by: Host, now: datetime) -> None:
    """Say one thing of an action on its day: what, when, and what it needs."""
    what, day, *more = said.split(maxsplit=2)
    words, at = " ".join(more), now + timedelta(int(day))
    speaks: Actor = action.seat.person if action.seat else by
    if what == "done":
        finish_action(action, by=speaks, now=at)
    elif what == "dropped":
        drop_action(action, by=by, now=at, words=words)
    elif what == "moved":
        move_action(action, (now + timedelta(int(words))).date(), by=speaks, now=at)
    elif what == "handed":
        hand_over_action(action, _owner(words, action.group), by=by, now=at)
    else:
        block_action(action, [words], by=speaks, now=at)

"""What the demo's agencies do, what one was called before, and which is no more."""

from datetime import datetime, timedelta

from fourthp.foundation.actors import Host
from fourthp.partnership.models import Agency, Ending, Term, Vocabulary
from fourthp.partnership.operations.agencies import (
    add_agency,
    admit_agency,
    call_agency,
    edit_agency,
)
from fourthp.partnership.operations.memberships import end_agency

WEST, EAST = ("west-midlands",), ("east-midlands",)
BOTH = (*WEST, *EAST)
# name: parts in the four Ps, sectors, areas, by the codes of the country's words. Some
# have not said it yet, as in every network.
WORDS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "Anyshire Police": (("protection", "prosecution"), ("policing",), BOTH),
    "Anyshire Council Adult Safeguarding": (
        ("protection", "partnership"),
        ("social-care",),
        WEST,
    ),
    "Anyshire Children’s Services": (("protection",), ("children",), WEST),
    "Lower Anytown Borough Housing": (("protection",), ("housing",), WEST),
    "Anyshire Hospitals": (("protection",), ("health",), WEST),
    "Canal Street Surgery": (("protection",), ("health",), WEST),
    "Lantern Women’s Aid": (("protection",), ("housing", "social-care"), WEST),
    "Open Gate Men’s Support": (("protection",), ("social-care",), WEST),
    "Harbour Aid": (("prevention", "protection"), ("social-care", "advice"), BOTH),
    "Second Morning Trust": (("protection",), ("health", "social-care"), EAST),
    "Paper Boat Children’s Charity": (("prevention",), ("children",), EAST),
    "Ferry House": (("protection",), ("housing",), WEST),
    "Willow Stay": (("protection",), ("housing",), EAST),
    "St Aldate’s Night Kitchen": (("prevention",), ("faith",), WEST),
    "Anyshire Law Centre": (("protection",), ("advice",), WEST),
    "Plain Words Immigration Advice": (("protection",), ("immigration",), EAST),
    "Fair Hours Wages Project": (("prevention",), ("labour", "advice"), WEST),
    "Those Who Know": (("prevention", "partnership"), ("social-care",), BOTH),
    "University of Anyshire Slavery Studies": (("prevention",), ("education",), BOTH),
}
# name, what it was called before
FORMER = (("Plain Words Immigration Advice", "Anyshire Asylum Advice"),)
# name, kind, who does its work now
OVER = ("Anytown Seafarers’ Mission", "faith", "Harbour Aid")
RENAMED, MERGED = timedelta(days=500), timedelta(days=160)


def say_what_agencies_do(agencies: dict[str, Agency], *, now: datetime) -> None:
    """Say of the demo's agencies what they do, and where."""
    host, day = Host(), now.date()
    known = {(one.vocabulary, one.code): one for one in Term.objects.all()}
    lists = (Vocabulary.FOUR_PS, Vocabulary.SECTOR, Vocabulary.AREA)
    for name, said in WORDS.items():
        terms: dict[str, list[Term]] = {
            vocabulary: [known[vocabulary, code] for code in codes]
            for vocabulary, codes in zip(lists, said, strict=True)
        }
        edit_agency(agencies[name], {}, by=host, today=day, terms=terms)
    for name, before in FORMER:
        until = (now - RENAMED).date()
        call_agency(agencies[name], before, by=host, until_on=until)


def end_one_agency(agencies: dict[str, Agency], *, now: datetime) -> None:
    """Make an agency that was a member once, and was merged into another."""
    name, kind, heir = OVER
    host, day = Host(), now - MERGED
    term = Term.objects.get(vocabulary=Vocabulary.KIND, code=kind)
    over = add_agency(name, by=host, kind=term)
    admit_agency(over, by=host, today=(day - MERGED).date())
    end_agency(
        over,
        Ending.MERGED,
        on=day.date(),
        successor=agencies[heir],
        by=host,
        now=day,
    )

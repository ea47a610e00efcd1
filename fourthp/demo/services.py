"""Sixty made-up services: what twelve kinds of help say, in five places each."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Kind:
    """One kind of help: its name, agencies, words, and what it takes."""

    name: str
    agencies: tuple[str, ...]
    facts: dict[str, Any]
    is_for: tuple[tuple[str, str], ...] = ()
    is_not_for: tuple[tuple[str, str], ...] = ()
    hours: tuple[tuple[str, int, int], ...] = (("MO,TU,WE,TH,FR", 9, 17),)
    is_confidential: bool = False


LANGUAGES = (
    "Romanian",
    "Albanian",
    "Vietnamese",
    "Arabic",
    "Tigrinya",
    "Polish",
    "Somali",
    "Mandarin",
    "Portuguese",
    "Punjabi",
    "Ukrainian",
    "Farsi",
)
ALWAYS = (("MO,TU,WE,TH,FR,SA,SU", 0, 0),)
WOMEN, MEN = ("gender", "women"), ("gender", "men")
CHILDREN, NRPF = ("household", "yes"), ("status", "nrpf")

KINDS = (
    Kind(
        "Safe house for women",
        (
            "Lantern Women’s Aid",
            "Willow Stay",
            "Ferry House",
            "Second Morning Trust",
            "Harbour Aid",
        ),
        {
            "description": "A safe house with a caseworker, for women after"
            " trafficking, sexual exploitation, forced marriage or domestic violence.",
            "application_process": "1. Call any time.\n2. Answer three questions.\n"
            "3. They tell you where to meet a worker.",
            "referral": "worker",
            "what_to_say": "“A woman is with me who needs a safe place.”",
        },
        (WOMEN, CHILDREN, NRPF),
        (MEN,),
        ALWAYS,
        is_confidential=True,
    ),
    Kind(
        "Women’s drop-in",
        (
            "Harbour Aid",
            "Lantern Women’s Aid",
            "Second Morning Trust",
            "Anytown Chapel Befrienders",
            "Those Who Know",
        ),
        {
            "description": "A warm room, a hot meal, clothes, and somebody to talk to."
            " For women in sex work or after sexual exploitation.",
            "referral": "anyone",
            "what_to_say": "“Can she come in today? She speaks little English.”",
        },
        (WOMEN, CHILDREN, NRPF),
    ),
    Kind(
        "Men’s advice and beds",
        (
            "Open Gate Men’s Support",
            "St Aldate’s Night Kitchen",
            "Bridge Tenants Association",
            "Second Morning Trust",
            "Ferry House",
        ),
        {
            "description": "A hostel bed for up to a week, and advice, for men who left"
            " forced labour.",
            "referral": "worker",
            "what_to_say": "“Have you a bed for a man who left his job tonight?”",
        },
        (MEN, NRPF),
        (WOMEN,),
        (("MO,TU,WE,TH,FR,SA,SU", 16, 9),),
    ),
    Kind(
        "Legal advice on trafficking",
        (
            "Anyshire Law Centre",
            "Plain Words Immigration Advice",
            "Fair Hours Wages Project",
            "Harbour Aid",
            "University of Anyshire Slavery Studies",
        ),
        {
            "description": "Solicitors on compensation, the national referral mechanism"
            " and what follows. Legal advice in confidence.",
            "referral": "form",
            "what_to_say": "“An appointment, please, for someone in the NRM.”",
        },
        hours=(("TU,TH", 10, 16),),
    ),
    Kind(
        "Immigration advice",
        (
            "Plain Words Immigration Advice",
            "Anyshire Law Centre",
            "Anytown Mosque Welfare Committee",
            "Second Morning Trust",
            "Harbour Aid",
        ),
        {
            "description": "Immigration advice, asylum and leave to remain, by"
            " registered advisers.",
            "referral": "anyone",
        },
        (NRPF,),
        hours=(("MO,WE,FR", 9, 13),),
    ),
    Kind(
        "Health clinic without papers",
        (
            "Canal Street Surgery",
            "Anyshire Hospitals",
            "Anyshire Sexual Health",
            "St Aldate’s Night Kitchen",
            "Anytown Chapel Befrienders",
        ),
        {
            "description": "A nurse and a doctor, no papers asked. Sexual health,"
            " injuries, pregnancy.",
            "referral": "anyone",
        },
        (NRPF,),
        hours=(("MO,TU,WE,TH,FR", 8, 18), ("SA", 9, 12)),
    ),
    Kind(
        "Counselling after exploitation",
        (
            "Those Who Know",
            "Harbour Aid",
            "Anyshire Hospitals",
            "Open Gate Men’s Support",
            "Lantern Women’s Aid",
        ),
        {
            "description": "Counselling and trauma therapy, one to one, for as long as"
            " it takes.",
            "referral": "anyone",
        },
        hours=(("MO,TU,TH", 12, 20),),
    ),
    Kind(
        "Help for exploited children",
        (
            "Paper Boat Children’s Charity",
            "Anyshire Children’s Services",
            "Anyshire College of Further Education",
            "Harbour Aid",
            "Second Morning Trust",
        ),
        {
            "description": "An advocate within a day, for children drawn into county"
            " lines, cannabis farms, or sexual or criminal exploitation.",
            "referral": "worker",
            "minimum_age": 10,
            "maximum_age": 17,
        },
        (("gender", "children"),),
    ),
    Kind(
        "Unpaid wages desk",
        (
            "Fair Hours Wages Project",
            "Clean Car Wash Alliance",
            "Bridge Tenants Association",
            "Anyshire Law Centre",
            "Open Gate Men’s Support",
        ),
        {
            "description": "Unpaid wages, withheld papers, hand car wash, farm and care"
            " work: what the law says, and a letter on the same day.",
            "referral": "anyone",
        },
        hours=(("WE", 9, 19), ("SA", 10, 14)),
    ),
    Kind(
        "Night kitchen",
        (
            "St Aldate’s Night Kitchen",
            "Anytown Mosque Welfare Committee",
            "Anytown Chapel Befrienders",
            "Harbour Aid",
            "Ferry House",
        ),
        {
            "description": "Hot food, a shower, dry clothes. No questions.",
            "referral": "anyone",
        },
        (NRPF,),
        hours=(("MO,TU,WE,TH,FR,SA,SU", 18, 2),),
    ),
    Kind(
        "English classes with a crèche",
        (
            "Anyshire College of Further Education",
            "Harbour Aid",
            "Those Who Know",
            "Anytown Mosque Welfare Committee",
            "Lower Anytown Borough Housing",
        ),
        {
            "description": "English classes (ESOL) in small groups; children are looked"
            " after next door.",
            "referral": "anyone",
        },
        (CHILDREN,),
        hours=(("MO,WE", 10, 12),),
    ),
    Kind(
        "First responder team",
        (
            "Anyshire Police",
            "Anyshire Council Adult Safeguarding",
            "Anyshire Children’s Services",
            "Lower Anytown Borough Housing",
            "Second Morning Trust",
        ),
        {
            "description": "Trained first responders who make the referral into the"
            " national referral mechanism (NRM) with the person’s consent.",
            "referral": "worker",
        },
        hours=(("MO,TU,WE,TH,FR", 8, 20),),
    ),
)

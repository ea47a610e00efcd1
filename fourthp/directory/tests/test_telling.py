"""The scanner of words: what it finds, what it leaves alone, what it cannot read."""

import pytest

from fourthp.directory.rules.telling import may_tell_a_place, names_an_address

TELLING = """
CV1 5FB
cv15fb
C V 1 5 F B
c v 1 5 f b
C.V.1.5.F.B.
C-V-1-5-F-B
CV1.5FB
CV1-5FB
CV 1 5FB
CV 1 5 FB
C V one five F B
CV one five FB
W1A 1AA
D02 AF30
Miami, FL 33157
K1A 0B1
SP 33265 79135
SP332791
52.4081, -1.5106
52.4081 N
52° north
https://maps.app.goo.gl/x
///filled.count.soap
/// filled . count . soap
what3words filled count soap
9C4WGF6X+8J
GF6X+8J
gf6x + 8jq
12 Mill Lane
12, St Mary’s Lane
12 The Avenue
12 market place
12b high street
101 South West 8th Street
12 Sorrel Row
seven Linden Grove
seven linden grove
Seven Linden Close
forty-two Rose Hill
seventeen, St Mary’s Road
twelve high street
flat four, Rose House
the house in Mill Lane
Blumenstraße
rue de la Paix 4
PO Box 12
""".strip().splitlines()

# What services say of themselves every day. None of it tells a place.
ORDINARY = """
Call 0121 496 0123
Call 116 123, day and night
or NO 999, 112
Open 24 hours
Open 24 hours a day, 7 days a week, in a safe place
A 24 hr helpline for women
A 24 HR HELPLINE
at 3.30pm on weekdays
AT 3.30PM
a 1.5 hr session each week
Mon 9-5, Tue 9-5, Wed 10-4
From 9.00 to 17.00, Monday to Friday
ring between 8 am - 8 pm
2 to 4 weeks after referral
Within 28 days
NRM, 45 days
Article 3 ECHR, Section 45
For women over 18
For ages 16-25 and their children up to 5yr
aged 16 + 22 weeks of leave
Children 0-3 years old and their parents
Year 7 place at a school
1 in 4 women is hurt at home
Two women in one place, each with a room of her own
We have 12 bedrooms in a quiet place
Six self-contained flats and ten rooms
Three community gardens
One main road to safety: ask
One way to reach us is by phone
One person at a time, whichever way she comes
10 people drive the van
Two staff work close by, day and night
Five minutes from the bus
Stay close to her and listen
Step 1: call. Step 2: wait. Step 3: come
Levels A, B, C, 1 and 2
ISO 27001 and GDPR
PIN 1 2 3 4 5
A safe place, whichever way you come
Second Morning Trust
We drive you there
A roof for the night, a meal, and a way on
Women who fled violence, with or without children
Pets are welcome: two cats in one court case, even
Free, also without papers (no recourse to public funds)
Bring a letter of the council, form HC1 or CH2
Somebody speaks Romanian, Tigrinya and Polish
Our workers go with you to court, to the doctor, to the bank
It is not on any map
Ask a first responder to call us
Refuge for up to 3 months, then a place of your own
24/7 at any place that suits you
Funded by the Ministry, 2024 to 2026, grant 4521/AB
Version 2.1 of our policy
The house has a lift and a ramp
Every room is on the ground floor
Closed on 24, 25 and 26 December
We answer within 1 hr
Up to £25.50 a week for food
www.harbour.example
help@harbour.example
""".strip().splitlines()

# Why somebody has to read every word of a confidential service.
BEYOND_IT = [
    "The old vicarage behind St Marks",
    "Opposite the big blue gasometer",
    "Ten minutes on foot from the station in Littletown",
    "Ask for Nettlecombe",
]
MOST_FALSE_ALARMS = 0


@pytest.mark.parametrize(
    "text", [*TELLING, "\uff23\uff36\uff11 \uff15FB", "CV1 5\u200bFB"]
)
def test_finds_what_tells_a_place(text):
    assert may_tell_a_place(f"Come to {text} at noon.")
    assert may_tell_a_place(text)


def test_lets_ordinary_words_be():
    alarms = [t for t in ORDINARY if may_tell_a_place(f"We say: {t}. Come.")]
    alarms += [t for t in ORDINARY if may_tell_a_place(t)]
    assert len(alarms) <= MOST_FALSE_ALARMS, alarms


def test_lets_a_whole_page_of_ordinary_words_be():
    page = ". ".join(ORDINARY).replace("\n", " ")
    assert not may_tell_a_place(page)


@pytest.mark.parametrize("text", BEYOND_IT)
def test_cannot_read_what_only_a_person_reads(text):
    """The day one of these is found, it moves up to TELLING."""
    assert not may_tell_a_place(text)


def test_looks_for_a_number_in_a_name():
    assert names_an_address("Stay, 12 Mill Lane")
    assert not names_an_address("Mill Lane Trust")
    assert not names_an_address("Stay 12")

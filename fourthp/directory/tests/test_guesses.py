"""What a listing's own words claim to offer, over sentences as listings have them."""

import pytest

from fourthp.directory.rules.guesses import guessed_codes

HOUSING, LEGAL, FOOD = "need:housing", "need:legal", "need:food"
HEALTH, MONEY, COUNSELLING = "need:health", "need:money", "need:counselling"
IMMIGRATION, WORK, LEARNING = "need:immigration", "need:work", "need:learning"
VIOLENCE, TRAFFICKING = "situation:violence", "situation:trafficking"

OFFERS = [
    ("Safe housing for women leaving exploitation.", {HOUSING}),
    ("A safe house with eight beds.", {HOUSING}),
    ("Emergency shelter and three meals a day", {HOUSING, FOOD}),
    ("We offer accommodation, food and legal advice.", {HOUSING, FOOD, LEGAL}),
    ("Housing and legal advice under one roof", {HOUSING, LEGAL}),
    ("Housing, food and clothing", {HOUSING, FOOD}),
    ("Women who cannot access housing elsewhere", {HOUSING}),
    ("People who do not have accommodation can ask us", {HOUSING}),
    ("We do not provide parking at the shelter", {HOUSING}),
    ("We do not charge for accommodation", {HOUSING}),
    ("Including but not limited to housing and food", {HOUSING, FOOD}),
    ("Not only housing: food, too", {HOUSING, FOOD}),
    ("We do not only offer housing", {HOUSING}),
    ("No referral needed for the food bank", {FOOD}),
    ("No cost housing", {HOUSING}),
    ("Housing is provided and meals are not included", {HOUSING}),
    ("We do not offer housing, but you may collect clothes", {FOOD}),
    ("No housing here. Hot meals on Mondays.", {FOOD}),
    ("Debt advice and welfare benefits advice", {MONEY}),
    ("Immigration law and asylum appeals", {IMMIGRATION}),
    ("Employment law for domestic violence survivors", {WORK, VIOLENCE}),
    ("The domestic violence court sits on Tuesdays", {VIOLENCE}),
    ("Advocacy in trafficking cases", {"need:advocacy", TRAFFICKING}),
    ("A nurse looks after mental health", {HEALTH, COUNSELLING}),
    ("Help with mental health issues", {HEALTH, COUNSELLING}),
    ("Food when others are not available", {FOOD}),
    ("Một nhà tạm lánh cho phụ nữ", {HOUSING}),
    ("Schronisko dla kobiet", {HOUSING}),
]
NO_OFFERS = [
    ("Housing law, debt and family disputes", {MONEY, LEGAL}),
    ("Help with housing disputes", {LEGAL}),
    ("Help with housing, debt and employment law", {MONEY, WORK}),
    ("Housing and welfare rights", {MONEY}),
    ("Represents tenants in the housing court", set()),
    ("Advice on housing, food and health", set()),
    ("Free legal advice on benefits, debt and housing", {LEGAL, MONEY}),
    ("Information about emergency shelter", set()),
    ("Housing/immigration cases", {IMMIGRATION}),
    ("How to claim housing benefit", {MONEY}),
    ("For tenants of housing associations", set()),
    ("We do not offer housing.", set()),
    ("We don’t provide housing or food", set()),
    ("The centre does not currently provide any form of accommodation.", set()),
    ("Unable to help with housing", set()),
    ("We are not able to offer emergency accommodation", set()),
    ("We no longer run a hostel", set()),
    ("This is not a shelter", set()),
    ("No emergency housing", set()),
    ("No food or shelter", set()),
    ("Housing is not available", set()),
    ("Housing and food are not provided", set()),
    ("Accommodation cannot be offered", set()),
    ("Open house every Friday", set()),
    ("In-house counselling", {COUNSELLING}),
    ("Gifts of bedding are welcome", set()),
    ("Clients benefit from peer support", set()),
    ("Health insurance enrolment", set()),
    ("A food safety certificate", set()),
    ("Health and safety rules", set()),
    ("Education law", set()),
    ("", set()),
]


@pytest.mark.parametrize(("text", "codes"), OFFERS)
def test_an_offer_is_claimed(text, codes):
    assert guessed_codes(text, ("need", "situation")) == codes


@pytest.mark.parametrize(("text", "codes"), NO_OFFERS)
def test_a_denial_or_a_word_about_a_thing_is_not(text, codes):
    assert guessed_codes(text, ("need", "situation")) == codes


def test_other_facets_are_not_guessed():
    assert guessed_codes("Housing for women", ("situation",)) == set()


def test_a_text_without_an_end_takes_no_time():
    text = "advice on " + "and housing or law , " * 3_000
    assert guessed_codes(text, ("need",)) <= {HOUSING, LEGAL}

"""What a listing's words say of whom it takes; what is not plain claims nothing."""

import pytest

from fourthp.directory.rules.reading import Claims, read_claims, says_free

WOMEN, MEN, CHILDREN = "who:women", "who:men", "who:children"
FAMILIES = "who:families"


def claims(text: str) -> tuple[set[str], set[str], set[str]]:
    read = read_claims([text])
    return set(read.is_for), set(read.is_not_for), set(read.codes)


class TestWhomItIsFor:
    @pytest.mark.parametrize(
        ("text", "is_for", "is_not_for"),
        [
            ("Women only; men are not admitted.", {WOMEN}, {MEN}),
            ("A women-only space", {WOMEN}, set()),
            ("Only for women", {WOMEN}, set()),
            ("Women and children only", {WOMEN, CHILDREN}, set()),
            ("No men.", set(), {MEN}),
            ("No men or boys on site", set(), {MEN}),
            ("Not for families", set(), {FAMILIES}),
            ("We cannot accept men", set(), {MEN}),
            ("We do not take children.", set(), {CHILDREN}),
            ("Sorry, men cannot be housed", set(), {MEN}),
            ("All comers, excluding men", set(), {MEN}),
            ("For women who fled, or fear to.", {WOMEN}, set()),
            ("Homeless males in Miami-Dade County", {MEN}, set()),
            ("* Pregnant women and babies", {WOMEN, CHILDREN}, set()),
            ("Families only", {FAMILIES}, set()),
            ("For girls only", {CHILDREN}, set()),
            ("Boys only", {CHILDREN}, set()),
            ("Women and girls only", {WOMEN, CHILDREN}, set()),
        ],
    )
    def test_is_claimed_where_it_is_plain(self, text, is_for, is_not_for):
        assert claims(text)[:2] == (is_for, is_not_for)

    @pytest.mark.parametrize(
        "text",
        [
            "Men and women",
            "Anyone, women too",
            "No women are turned away",
            "No charge for women",
            "Women who are not admitted to hospital",
            "Referred by a women’s refuge",
            "Closed to all except women",
            "No single men",
            "No men over 65",
            "Not only women",
            "Women only on Mondays, men only on Tuesdays",
            "Mainly women",
            "For adolescents and adult men only",
            "Only women and teenage boys",
            "Single women, or mothers with children (boys cannot be over 12)",
            "",
        ],
    )
    def test_is_not_claimed_where_it_is_a_guess(self, text):
        assert claims(text)[:2] == (set(), set())

    def test_is_read_in_other_texts_only_where_it_is_said_outright(self):
        said = "Women find rest here. No men. Must be over 18."
        read = read_claims([], [said])
        assert read == Claims(is_not_for=frozenset({MEN, CHILDREN}))
        said = "Volunteers must be 18 and older. Mothers and children came."
        assert read_claims([], [said]) == Claims()


class TestAges:
    @pytest.mark.parametrize(
        "text",
        [
            "Over 18",
            "Adults 18 years old and older",
            "Anyone 18 years or older",
            "18+ only",
            "Must be at least 18",
            "Not for under 18s",
            "No one under 18",
            "under 18s are not admitted",
            "Over-21s only",
        ],
    )
    def test_of_grown_people_leave_children_out(self, text):
        assert claims(text)[1] == {CHILDREN}

    @pytest.mark.parametrize(
        "text",
        [
            "Over 16",
            "No under-16s",
            "7 years old and up",
            "16-25 years old",
            "Under 25",
            "Anyone below 18 years old must be accompanied by a parent",
            "18+ only, unless accompanied",
            "Girls 5-17 years old. Adult members over 18 years.",
        ],
    )
    def test_of_others_leave_nobody_out(self, text):
        assert claims(text)[1] == set()

    def test_of_children_alone_are_for_them(self):
        assert claims("Boys and girls 5–12 years old")[0] == {CHILDREN}
        assert claims("Children 5-12 years and their parents")[0] == set()
        assert claims("16-25 years old")[0] == set()


class TestWhatElse:
    @pytest.mark.parametrize(
        ("text", "codes"),
        [
            ("Women and their children", {"children:yes"}),
            ("Mothers, with or without children", {"children:yes"}),
            ("Women without children", set()),
            ("People with no recourse to public funds are welcome", {"status:nrpf"}),
            ("We cannot take people with no recourse to public funds", set()),
        ],
    )
    def test_is_claimed_where_nothing_denies_it(self, text, codes):
        assert claims(text)[2] == codes


class TestSaysFree:
    @pytest.mark.parametrize(
        "fees",
        ["Free of charge", "no fee", "No fees.", "None", "Free", "It is always free."],
    )
    def test_where_a_text_about_cost_says_nothing_else(self, fees):
        assert says_free(fees)

    @pytest.mark.parametrize(
        "fees",
        ["Not free", "Free for children", "£5", "First visit free", "Sliding scale"],
    )
    def test_never_where_it_may_cost(self, fees):
        assert not says_free(fees, "All services are free.")

    @pytest.mark.parametrize(
        ("text", "is_free"),
        [
            ("All services are free and confidential.", True),
            ("There is no cost to participate.", True),
            ("Parking is free", False),
            ("A drug-free environment", False),
            ("Services are not free", False),
            ("", False),
        ],
    )
    def test_in_another_text_only_of_the_service_itself(self, text, is_free):
        assert says_free("", text) is is_free

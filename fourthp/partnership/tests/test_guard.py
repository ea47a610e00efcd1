"""The person guard: what it stops, what it asks about, what it lets pass (S15)."""

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fourthp.partnership.rules.guard import lists as registry
from fourthp.partnership.rules.guard.judging import judge_text
from fourthp.partnership.rules.guard.lexicon import Lexicon, plain, words_of
from fourthp.partnership.rules.guard.lists import lists, register_known_numbers
from fourthp.partnership.rules.guard.marks import Kind, Mark, without_doubles
from fourthp.partnership.rules.guard.phones import known_token, tokens_in
from fourthp.partnership.rules.guard.reading import Reading
from fourthp.partnership.rules.guard.words import months

YEAR = 2026


def stops(text: str, **more) -> dict[str, str]:
    """What stops a text, and as what."""
    judged = judge_text(text, year=YEAR, **more)
    return {text[one.start : one.end]: one.kind.value for one in judged.stops}


def story(text: str, **more) -> set[str]:
    """The kinds of what a text tells of somebody."""
    judged = judge_text(text, year=YEAR, **more)
    assert not judged.stops
    return {one.kind.value for one in judged.story}


class TestBirthDates:
    @pytest.mark.parametrize(
        "text",
        [
            "Her date of birth is 3 May 1991",
            "Ilinca V., 17/05/2001, wants to do ESOL",
            "dob 2001-05-17 for the girl",
            "client, 14 06 1979, has moved",
            "Klient, 17.2.2004, braucht Hilfe",
            "Wer hilft Esrom, 2008 im Juni, genauer am 21.6., geboren in Asmara?",
            "Sunita turns eighteen on 4 May 2026",
            "Note that Blerina H. (b. 22.8.96) has a solicitor",
            "His birth certificate says May 2006",
            "she is by herself, 3.3.99 if that helps",
        ],
    )
    def test_are_known_by_their_word_or_their_name(self, text):
        assert Kind.BIRTH_DATE in stops(text).values()

    @pytest.mark.parametrize(
        "text",
        [
            "We meet on 4 May 2026 at noon",
            "William Wilberforce was born on 24 August 1759",
            "The Modern Slavery Act, 26 March 2015, is in force",
            "Mrs Kaya, 12 May 2011, was the first member to sign",
            "The hall for Anna Kay on 12 May 2011 was full",
            "Appointed: Miriam Osei-Tutu, 3.3.2025",
            "In May 1759 nobody was born here",
        ],
    )
    def test_are_not_those_of_laws_meetings_and_the_dead(self, text):
        assert not stops(text)


class TestPhones:
    @pytest.mark.parametrize(
        "text",
        [
            "ring her on 07700 900 563 after six",
            "Mirela has +44 7700 900871 now",
            "her aunt can be had at 01632 960 492",
            "pls call me o7700 9oo 764 he took it",
            "zero double-seven double-oh nine hundred four one five",
            "07700 900 111 and then far away stands nothing",
            f"The office of our friends{' of old' * 12}: 07700 900 111",
        ],
    )
    def test_are_private_when_a_person_is_meant_or_a_mobile_is_nobodys(self, text):
        assert Kind.PHONE in stops(text).values()

    @pytest.mark.parametrize(
        "text",
        [
            "Ring the office on 01632 960317 first",
            "Duty phone 07700 900 001, all night",
            "07700 900 001 is the duty phone",
            "The landline of it is 01632 960317",
            "Zoom meeting id 07700 900 001",
            "Counting: one two three four",
            "0161 496 0000 1234 5678 9999 is no number",
        ],
    )
    def test_are_not_private_at_work(self, text):
        assert not stops(text)

    def test_that_are_listed_openly_are_no_secret(self):
        text = "Ask her, 07700 900 563"
        assert stops(text)
        assert not stops(text, known=tokens_in(text))

    def test_are_known_however_they_are_written(self):
        assert known_token("+44 (0)121 496-0123") == known_token("0121 496 0123")
        assert tokens_in("0121 496 0123, room 12345678-") == {"214960123"} | tokens_in(
            "room 12345678"
        )


class TestNumbers:
    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("He used NINO QQ 12 34 56 C", Kind.NATIONAL_ID),
            ("PPS number 1234567TA", Kind.NATIONAL_ID),
            ("code 1960229410014 on the form", Kind.NATIONAL_ID),
            ("NHS no. 999 123 4567 please", Kind.HEALTH_NUMBER),
            ("9434765919 is on the card", Kind.HEALTH_NUMBER),
            ("Her passport (BA1234567) is gone", Kind.DOCUMENT),
            ("AB987651 was her passport", Kind.DOCUMENT),
            ("Crime ref 20/123456/23 was closed", Kind.DOCUMENT),
            ("Titre de séjour n° L1X2Y3Z4W valable", Kind.DOCUMENT),
        ],
    )
    def test_are_known_by_shape_or_by_the_nearest_word(self, text, kind):
        assert kind in stops(text).values()

    @pytest.mark.parametrize(
        "text",
        [
            "Passport fees are 12345 € a year",
            "A passport costs £ 12345 here",
            "passport renewal by 12.05.2026",
            "passport 123",
            "invoice for the passport cover: order no 4500127736",
            "Fund, case ref 2023/88776 of the directive",
            "IBAN 9434765919 for gifts",
            "There are 123456 people",
            "Call 0199001234, who keeps the passport",
        ],
    )
    def test_are_not_money_days_or_files_of_nobody(self, text):
        assert not stops(text)


class TestPlates:
    @pytest.mark.parametrize(
        "text",
        [
            "white Transit, reg BX19 ZQK",
            "schwarzer bmw kz W-48213X",
            "transporter mit mz-qq 503 hält nachts",
            "DK-412-PL stood outside",
            "B 777 QLB? the van, again",
        ],
    )
    def test_are_known_beside_a_vehicle(self, text):
        assert Kind.PLATE in stops(text).values()

    @pytest.mark.parametrize(
        "text",
        [
            "the minibus seats 12 and costs £96",
            "van hire EUR 1200",
            "the van at B17 1BB",
            "Room AB 1234",
        ],
    )
    def test_are_not_seats_money_or_postcodes(self, text):
        assert not stops(text)


class TestAddresses:
    @pytest.mark.parametrize(
        "text",
        [
            "They keep them at 27 Hollis Street",
            "They are at one-four-two Cannock Street, top floor",
            "Die Männer hausen in der Lindenallee 44",
            "Ils sont logés au 19 bis rue des Lavandières",
            "Locuiește pe strada Florilor nr. 12",
            "Mieszka na Wojska Polskiego 118 m. 7",
            "Mieszka przy Kwiatowej 15",
            "63 Tindal Grove",
            "There is a house on Marlborough Road, number 45",
            "neue anschrift von frau t.: am alten wehr 15",
        ],
    )
    def test_are_homes_unless_something_else_is_said(self, text):
        assert Kind.ADDRESS in stops(text).values()

    @pytest.mark.parametrize(
        "text",
        [
            "We meet at the Town Hall, 1 Victoria Square",
            "14 Mill Lane at 10:00-12:15",
            "The library moved. 14 Mill Lane it is",
            "Die Sitzung ist Am Alten Hof 3",
            "Przy Kwiatowej 15",
        ],
    )
    def test_are_not_where_people_meet(self, text):
        assert not stops(text)


class TestStories:
    @pytest.mark.parametrize(
        ("text", "kinds"),
        [
            (
                "A 23 yr old Nigerian woman came into the Boots in Stourport",
                {"age", "nationality", "place"},
            ),
            (
                "Vietnamesin, 29, zwei Kinder bei der Oma",
                {"age", "nationality", "family"},
            ),
            (
                "17jährige, Mutter verstorben, am Kirchberg",
                {"age", "family", "place"},
            ),
            (
                "Pod Krynkami Kameruńczyk pytał o brata",
                {"nationality", "family", "place"},
            ),
            (
                "A woman from Ghana with a scar, about 30, cried",
                {"nationality", "health", "age"},
            ),
        ],
    )
    def test_are_three_kinds_of_things_of_one_person(self, text, kinds):
        assert story(text) >= kinds

    @pytest.mark.parametrize(
        "text",
        [
            "Our Albanian women aged 18-25 like the group in Dudley",
            "We speak Polish. Free pregnancy tests in Dudley",
            "Interpreters from Ghana, hospital, 4 May",
            "Interpreters from Costa Rica, hospital, 4 May",
            "She has 14 years of experience, a sister, and a limp",
            "Over 18 only, with her sister, and a limp",
            "23 workers, a sister, a limp",
            "For pregnant women in Coventry, in Romanian, with a sister",
            "On Tuesdays at GLAA: her sister has a limp",
            "On 20 February 1856 a sister fell ill with TB",
            "17-jährige Schülerinnen sprechen deutsch",
            "12, 13, 14 and 15: pages on tuberculosis",
        ],
    )
    def test_are_not_groups_limits_and_long_ago(self, text):
        assert not story(text, areas=frozenset({"tuesday"}))

    def test_end_with_their_paragraph(self):
        assert story("A Polish man of 31.\nHe has diabetes.")
        assert not story("A Polish man of 31.\n\nHe has diabetes.")

    def test_end_where_the_words_stand_far_apart(self):
        far = "and nothing else is told " * 12
        assert not story(f"A Polish man of 31. {far} He has diabetes.")

    def test_a_large_area_is_no_place(self):
        text = "A Polish man of 31 in Wales"
        assert story(text)
        assert not story(text, areas=frozenset({"wales"}))


class TestLanguagesWithoutACorpus:
    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("Nació el 4 de mayo de 1998, se llama Yurany", Kind.BIRTH_DATE),
            ("Su móvil es el 612 345 678, por la tarde", Kind.PHONE),
            ("La tienen encerrada en la calle Mayor 12", Kind.ADDRESS),
            ("Vajza ka lindur më 12.04.2005", Kind.BIRTH_DATE),
            ("Numri i saj është 069 123 4567", Kind.PHONE),
        ],
    )
    def test_stop_what_tells_who_somebody_is(self, text, kind):
        assert kind in stops(text).values()

    def test_let_an_office_pass(self):
        assert not stops("Oficina abierta, calle Alcalá 45, teléfono 91 123 45 67")


class TestWithout:
    def test_what_nobody_minds_passes_and_nothing_else(self):
        text = "Ring the bell at 27 Hollis Street, NHS no. 999 123 4567"
        allowed = frozenset({Kind.ADDRESS, Kind.PHONE})
        assert stops(text, without=allowed) == {"999 123 4567": "health-number"}


ODD = ["ß", "İstanbul ﬃ", "\u0301", "né le 3 mai 1999", "05\u200f/06/1999", "²³ 12"]


class TestJudgeText:
    @given(st.text(max_size=200) | st.text("09 -/.aÉ\n(+", max_size=120))
    @settings(max_examples=150, deadline=None)
    @example("passport AB123456 born 3 May 1999")
    def test_never_fails_and_marks_lie_in_the_text_apart(self, text):
        judged = judge_text(text, year=YEAR)
        for marks in (judged.stops, judged.story):
            ends = [0]
            for one in marks:
                assert ends[-1] <= one.start < one.end <= len(text)
                ends.append(one.end)
        assert judged.is_clear == (not judged.stops and not judged.story)

    @pytest.mark.parametrize("text", ODD)
    def test_reads_odd_letters_each_in_its_place(self, text):
        read = Reading(text)
        assert len(read.plain) == len(text) == len(read.cased)

    def test_a_text_of_nothing_is_clear(self):
        assert judge_text("", year=YEAR).is_clear


class TestReading:
    def test_a_short_word_or_a_number_ends_no_sentence(self):
        text = "Ask at str. Morii. Then go. 4 of us. (See)"
        read = Reading(text)
        assert read.sentence(0, 3) == (0, text.index(" Then"))
        assert Reading(". A").sentence(2, 3) == (1, 3)
        assert Reading("... and on").sentence(0, 1) == (0, 10)


class TestLexicon:
    def test_a_star_stands_for_a_beginning_or_an_ending(self):
        made = Lexicon()
        made.add("street", "*strasse")
        made.add("health", "epilep*")
        made.add("born", "date of bir*")
        made.add("her", "her", of="en")
        text = words_of(plain("Her date of birth; date of; Hauptstrasse, Épilepsie"))
        found = [(key, word.said) for key, word in made.find(text, frozenset({"de"}))]
        assert found == [
            ("born", "date"),
            ("street", "hauptstrasse"),
            ("health", "epilepsie"),
        ]
        assert ("her", "her") in [
            (key, word.said) for key, word in made.find(text, frozenset({"en"}))
        ]


class TestWithoutDoubles:
    def test_the_longer_of_two_that_begin_together_stays(self):
        short, long = Mark(0, 3, Kind.DATE), Mark(0, 5, Kind.BIRTH_DATE)
        assert without_doubles([short, long, Mark(4, 8, Kind.AGE)]) == (long,)


class TestLists:
    def test_a_question_is_asked_once(self, monkeypatch):
        before = lists()
        monkeypatch.setattr(registry, "_lists", [*before])
        register_known_numbers("a.b.c")
        register_known_numbers("a.b.c")
        assert lists() == (*before, "a.b.c")


class TestMonths:
    def test_are_of_the_languages_that_are_asked_for(self):
        assert re.fullmatch(months(), "mai")
        assert not re.fullmatch(months("en"), "mai")

    def test_are_asked_for_longest_first_and_then_in_order(self):
        said = months("en").removeprefix("(?:").removesuffix(")").split("|")
        assert said == sorted(said, key=lambda name: (-len(name), name))

"""What a copy and a preview say: no link that is one reader's own."""

from fourthp.post.rules.letters import Button, Letter, Paragraph, letter_of_nobody

FRONT = "https://network.example/"


def letter(token: str) -> Letter:
    return Letter(
        "Papers",
        (
            Paragraph("The papers are here."),
            Button("Read them", "https://network.example/papers/"),
            Button("I come", f"https://network.example/act/{token}/"),
        ),
        calendar=f"ATTENDEE:{token}",
        calendar_method="REQUEST",
    )


def links(said: Letter) -> list[str]:
    return [one.url for one in said.blocks if isinstance(one, Button)]


class TestLetterOfNobody:
    def test_keeps_a_link_that_others_have_too_and_no_other(self):
        said = letter_of_nobody(letter("hers"), letter("his"), instead=FRONT)
        assert links(said) == ["https://network.example/papers/", FRONT]

    def test_of_a_mailing_to_one_reader_no_link_is_kept(self):
        alone = letter("hers")
        assert links(letter_of_nobody(alone, alone, instead=FRONT)) == [FRONT, FRONT]

    def test_has_no_calendar(self):
        said = letter_of_nobody(letter("hers"), letter("his"), instead=FRONT)
        assert said.calendar == said.calendar_method == ""
        # The control: the letter itself has one.
        assert letter("hers").calendar

"""Invitations as people paste them: whole, in their own language."""

import pytest

from fourthp.gatherings.rules.joining import (
    MOST_LINK,
    Joining,
    read_invitation,
    unwrapped,
)

TEAMS = "https://teams.microsoft.com/l/meetup-join/19%3ameeting_Zm91cnRo%40thread.v2/0?context=%7b%22Tid%22%3a%22a1%22%7d"
TEAMS_SHORT = "https://teams.microsoft.com/meet/31245678901?p=aB3dE7fG9h"

SHAPES = {
    "Teams, English": (
        f"""________________________________________________________________________________
Microsoft Teams Need help?<https://aka.ms/JoinTeamsMeeting?omkt=en-GB>
Join the meeting now<{TEAMS}>
Meeting ID: 312 456 789 01
Passcode: aB3dE7
________________________________
Dial in by phone
+44 20 3321 5238,,123456789#<tel:+442033215238,,123456789#> United Kingdom, London
Find a local number<https://dialin.teams.microsoft.com/1234?id=123456789>
Phone conference ID: 123 456 789#
For organisers: Meeting options<https://teams.microsoft.com/meetingOptions/?o=1>
Reset dial-in PIN<https://dialin.teams.microsoft.com/usp/pstnconferencing>
""",
        Joining(TEAMS, "312 456 789 01", "aB3dE7"),
        ("+44 20 3321 5238,,123456789#", "PIN 123 456 789#"),
    ),
    "Teams, German": (
        f"""Microsoft Teams Benötigen Sie Hilfe?<https://aka.ms/JoinTeamsMeeting?omkt=de-DE>
Jetzt an der Besprechung teilnehmen<{TEAMS_SHORT}>
Besprechungs-ID: 312 456 789 01
Kennung: aB3dE7
________________________________
Per Telefon einwählen
+49 69 365057123,,987654321# Deutschland, Frankfurt am Main
Telefonkonferenz-ID: 987 654 321#
Für Organisatoren: Besprechungsoptionen<https://teams.microsoft.com/meetingOptions/?o=1>
""",
        Joining(TEAMS_SHORT, "312 456 789 01", "aB3dE7"),
        (
            "+49 69 365057123,,987654321# Deutschland, Frankfurt am Main",
            "PIN 987 654 321#",
        ),
    ),
    "Teams, French": (
        f"""Réunion Microsoft Teams
Rejoignez la réunion maintenant <{TEAMS}>
ID de réunion : 312 456 789 01
Code secret : qR7tY2
Options de réunion <https://teams.microsoft.com/meetingOptions/?o=1>
""",
        Joining(TEAMS, "312 456 789 01", "qR7tY2"),
        (),
    ),
    "Teams, Polish": (
        f"""Dołącz do spotkania <{TEAMS}>
Identyfikator spotkania: 312 456 789 01
Kod dostępu: Zx9Yw8
""",
        Joining(TEAMS, "312 456 789 01", "Zx9Yw8"),
        (),
    ),
    "Teams, Romanian": (
        f"""Asociați-vă la întâlnire acum <{TEAMS}>
ID întâlnire: 312 456 789 01
Cod de acces: Zx9Yw8
""",
        Joining(TEAMS, "312 456 789 01", "Zx9Yw8"),
        (),
    ),
    "Teams, behind a mail filter": (
        (
            "Join: https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2F"
            "teams.microsoft.com%2Fmeet%2F31245678901%3Fp%3DaB3dE7fG9h&data=05%7C02"
        ),
        Joining(TEAMS_SHORT),
        (),
    ),
    "Zoom, English": (
        """Maya Lind is inviting you to a scheduled Zoom meeting.

Topic: Housing group
Time: Mar 10, 2026 10:00 London
Join Zoom Meeting
https://us02web.zoom.us/j/85012345678?pwd=a1B2c3.1

Meeting ID: 850 1234 5678
Passcode: 123456

---

One tap mobile
+442034815237,,85012345678#,,,,*123456# United Kingdom
+442034815240,,85012345678#,,,,*123456# United Kingdom

---

Dial by your location
• +44 203 481 5237 United Kingdom
• +44 203 481 5240 United Kingdom
• +44 203 901 7895 United Kingdom

Find your local number: https://us02web.zoom.us/u/kabcdefg
""",
        Joining(
            "https://us02web.zoom.us/j/85012345678?pwd=a1B2c3.1",
            "850 1234 5678",
            "123456",
        ),
        (
            "+442034815237,,85012345678#,,,,*123456# United Kingdom",
            "+442034815240,,85012345678#,,,,*123456# United Kingdom",
            "+44 203 901 7895 United Kingdom",
        ),
    ),
    "Zoom, German": (
        """Zoom-Meeting beitreten
https://eu01web.zoom.us/j/61234567890
Meeting-ID: 612 3456 7890
Kenncode: 445566
""",
        Joining("https://eu01web.zoom.us/j/61234567890", "612 3456 7890", "445566"),
        (),
    ),
    "Zoom, the link alone": (
        "We meet at https://zoom.us/j/61234567890.",
        Joining("https://zoom.us/j/61234567890", "61234567890"),
        (),
    ),
    "Google Meet": (
        """Joining info
Video call link: https://meet.google.com/abc-defg-hij
Or dial: \u202a(GB) +44 20 3956 1234\u202c PIN: \u202a123 456 789\u202c#
More phone numbers: https://tel.meet/abc-defg-hij?pin=1234567890123
""",
        Joining("https://meet.google.com/abc-defg-hij"),
        ("+44 20 3956 1234",),
    ),
    "Webex": (
        """Maya Lind is inviting you to a scheduled Webex meeting.
Join meeting: https://example.webex.com/example/j.php?MTID=m0123456789abcdef
More ways to join:
Join from the meeting link
https://example.webex.com/example/j.php?MTID=m0123456789abcdef
Join by meeting number
Meeting number (access code): 2345 678 9012
Meeting password: aBcDe123
Join by phone
+44-20-7660-8149 United Kingdom Toll
Global call-in numbers: https://example.webex.com/example/globalcallin.php?MTID=x
""",
        Joining(
            "https://example.webex.com/example/j.php?MTID=m0123456789abcdef",
            "2345 678 9012",
            "aBcDe123",
        ),
        ("+44-20-7660-8149 United Kingdom Toll",),
    ),
    "Jitsi": (
        """You are invited to a meeting.
Join the meeting:
https://meet.jit.si/HousingGroupTenTuesday

To join by phone instead, tap this: +1.512.647.1431,,1234567890#
Looking for a different dial-in number?
See meeting dial-in numbers: https://meet.jit.si/static/dialInInfo.html?room=Housing
""",
        Joining("https://meet.jit.si/HousingGroupTenTuesday"),
        ("+1.512.647.1431,,1234567890#",),
    ),
    "a server of one's own": (
        "Help: https://support.example.org/join\nhttps://talk.example.org/b/may-4x7",
        Joining("https://talk.example.org/b/may-4x7"),
        (),
    ),
    "a wrapped link of a search engine": (
        "https://www.google.com/url?q=https://meet.google.com/abc-defg-hij&sa=D",
        Joining("https://meet.google.com/abc-defg-hij"),
        (),
    ),
    "nothing": ("We meet in the hall at ten. Password: none", Joining(), ()),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_finds_link_number_and_passcode(shape):
    text, said, _numbers = SHAPES[shape]
    found = read_invitation(text)
    passcode = found.passcode if said.passcode else said.passcode
    assert (found.link, found.meeting_id, passcode) == (
        said.link,
        said.meeting_id,
        said.passcode,
    )


@pytest.mark.parametrize("shape", SHAPES)
def test_finds_the_telephones(shape):
    text, _said, numbers = SHAPES[shape]
    found = read_invitation(text).numbers
    assert len(found) >= len(numbers)
    for number in numbers:
        assert any(one.startswith(number) for one in found), (number, found)


def test_windows_line_ends_are_line_ends():
    text = SHAPES["Zoom, English"][0].replace("\n", "\r\n")
    assert read_invitation(text) == read_invitation(SHAPES["Zoom, English"][0])


def test_no_meeting_is_found_in_a_telephone_conference():
    assert read_invitation("Phone conference ID: 123 456 789#").is_empty


def test_a_link_is_an_address_of_the_web_and_not_too_long():
    assert unwrapped("https://a.example/x.") == "https://a.example/x"
    assert unwrapped("http://zoom.us/j/1") == "https://zoom.us/j/1"
    assert unwrapped("javascript:alert(1)") == ""
    assert unwrapped("https://a.example/" + "x" * MOST_LINK) == ""
    wrapped = "https://eur02.safelinks.protection.outlook.com/?url=javascript%3Aalert"
    assert unwrapped(wrapped) == ""


def test_a_number_that_is_none_is_no_number():
    assert read_invitation("Meeting ID: none\nPasscode: 1234").meeting_id == ""


def test_a_passcode_is_no_address():
    assert read_invitation("Password: https://a.example/reset").passcode == ""


def test_a_text_of_a_megabyte_is_read_as_far_as_it_matters():
    assert read_invitation("+1 " * 400_000 + "https://zoom.us/j/1").link == ""

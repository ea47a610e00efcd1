"""Letters: of a person, in every way of writing them down."""

from datetime import UTC, datetime

from fourthp.post.formats.incoming import ArrivalKind
from fourthp.post.tests.corpus.shapes import US, Shape, html, mail, parts, plain

_L = ArrivalKind.LETTER


def letter(name: str, body: str | bytes, head: str = "", **facts: object) -> Shape:
    """Return a letter; facts: what is read of it."""
    return Shape(name, mail(body, head), _L, facts)


def _type(charset: str) -> str:
    return f"Content-Type: text/plain; charset={charset}"


def _headed(name: str, said: str, title: str = "x", **facts: object) -> Shape:
    return Shape(name, mail("Hello", sender=said, subject=title), _L, facts)


SHAPES = [
    letter(
        "a plain letter",
        "Hello, who looks after the directory?",
        text="Hello, who looks after the directory?",
        sender="elena@refuge.example",
        sender_name="Elena Ionescu",
        subject="Thursday",
        reference="",
        message_id="m1@refuge.example",
        attachments_left=0,
        is_from_mailer=False,
        date=datetime(2026, 3, 4, 8, tzinfo=UTC),
    ),
    letter(
        "windows-1252 that says utf-8",
        "café — ok".encode("cp1252"),
        _type("utf-8"),
        text="café — ok",
    ),
    letter(
        "windows letters that say latin 1",
        "“quoted”".encode("cp1252"),
        _type("iso-8859-1"),
        text="“quoted”",
    ),
    letter(
        "utf-8 that says ascii",
        "Bună ziua".encode(),
        _type("us-ascii"),
        text="Bună ziua",
    ),
    letter(
        "romanian in latin 2",
        "Bună ziua, învățați".encode(),
        _type('"UTF-8"'),
        text="Bună ziua, învățați",
    ),
    letter(
        "polish in latin 2",
        "Dzień dobry".encode("iso8859-2"),
        _type("ISO-8859-2"),
        text="Dzień dobry",
    ),
    letter(
        "russian in koi8-r", "Привет".encode("koi8-r"), _type("koi8-r"), text="Привет"
    ),
    letter("chinese in gb2312", "你好".encode("gb18030"), _type("gb2312"), text="你好"),
    letter(
        "japanese in iso-2022-jp",
        "こんにちは".encode("iso2022_jp"),
        _type("iso-2022-jp"),
        text="こんにちは",
    ),
    letter(
        "arabic in windows-1256",
        "مرحبا".encode("cp1256"),
        _type("windows-1256"),
        text="مرحبا",
    ),
    letter(
        "a charset that nobody knows", "Grüße".encode(), _type("x-moon"), text="Grüße"
    ),
    letter("a codec that is no charset", b"Hello", _type("punycode"), text="Hello"),
    letter(
        "HTML: no script, style, link or picture",
        "<title>T</title><style>a{}</style><script>alert(1)</script>"
        '<p>Hello <a href="https://x.example/?t=1">here</a>'
        '<img src="https://x.example/pixel.gif" alt="pixel"> there</p><!-- c -->',
        "Content-Type: text/html",
        text="Hello here there",
    ),
    letter(
        "HTML: lists and numbers",
        "<ol><li>One<li>Two</ol><p>1. is fine - so</p>",
        "Content-Type: text/html",
        text="1. One\n  2. Two\n\n1. is fine - so",
    ),
    letter(
        "flowed, with spaces taken away",
        "Hel \nlo",
        "Content-Type: text/plain; format=flowed; delsp=yes",
        text="Hello",
    ),
    letter(
        "words with a file name",
        "Hello",
        "Content-Type: text/plain; name=body.txt\nContent-Disposition: inline",
        text="Hello",
    ),
    letter(
        "passed on without a word",
        "---------- Forwarded message ---------\nFrom: A <a@b.example>\n"
        "Date: Wed\nSubject: Help\nTo: Elena\n\nPlease help.",
        text="---------- Forwarded message ---------\nFrom: A <a@b.example>\n"
        "Date: Wed\nSubject: Help\nTo: Elena\n\nPlease help.",
    ),
    letter(
        "lines that look like a head",
        "Date: 4 March\nTo: be said\nSubject: snow",
        text="Date: 4 March\nTo: be said\nSubject: snow",
    ),
    letter(
        "files and pictures",
        *parts(
            plain("See these"),
            "Content-Type: image/png\nContent-ID: <logo>\n\nx",
            "Content-Type: text/plain\nContent-Disposition: attachment; "
            "filename*=utf-8''raport%20%C8%99.txt\n\nx",
            "Content-Type: application/zip\n\nx",
        ),
        text="See these",
        attachments_left=3,
    ),
    Shape(
        "an answer without words is a letter",
        mail("> quoted only", to=US),
        _L,
        {"text": "> quoted only"},
    ),
    letter(
        "an alternative within a mixed",
        *parts(
            "Content-Type: multipart/alternative; boundary=in\n\n--in\n"
            + plain("Hello")
            + "\n--in\n"
            + html("<p>Hello</p>")
            + "\n--in--"
        ),
    ),
    _headed(
        "an encoded name and subject",
        "=?utf-8?q?Ana_M=C4=83rg=C4=83rit?= <a@b.example>",
        "=?utf-8?B?yJhlZGluyJth?= de joi",
        sender_name="Ana Mărgărit",
        subject="Ședința de joi",
    ),
    _headed(
        "a subject cut within a letter",
        "a@b.example",
        "=?utf-8?B?xQ==?= =?utf-8?B?n2Vk?=",
        subject="şed",
    ),
    _headed(
        "bare bytes in a head",
        "Ana Mărgărit <a@b.example>",
        "Ședință",
        sender_name="Ana Mărgărit",
        subject="Ședință",
    ),
    _headed(
        "a name with line ends in it",
        "=?utf-8?q?Ana=0D=0ABcc:_x@y.example?= <a@b.example>",
        sender_name="Ana Bcc: x@y.example",
        sender="a@b.example",
    ),
    _headed(
        "a subject with line ends in it",
        "a@b.example",
        "=?utf-8?q?Hi=0D=0ATo:_x?=",
        subject="Hi To: x",
    ),
    _headed(
        "a name that turns around",
        "=?utf-8?q?Ana=E2=80=AEtac?= <a@b.example>",
        sender_name="Ana tac",
    ),
    _headed("two senders", "A <a@b.example>, C <c@d.example>", sender="a@b.example"),
    _headed("no sender", "", sender="", sender_name=""),
    _headed("a sender without an address", "undisclosed", sender=""),
    _headed(
        "a sender in brackets within a name",
        '"boss@ministry.example" <a@b.example>',
        sender="a@b.example",
    ),
    Shape(
        "a subject that never ends",
        mail("x", subject="y" * 5000),
        _L,
        {"subject": "y" * 200},
    ),
    Shape(
        "a date that is none",
        mail("x").replace(b"Wed, 4 Mar 2026 10:00:00 +0200", b"yesterday"),
        _L,
        {"date": None},
    ),
]

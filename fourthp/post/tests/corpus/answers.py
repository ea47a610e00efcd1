"""Answers: a reference is proved, and somebody wrote something."""

import base64

from fourthp.post.formats.incoming import ArrivalKind
from fourthp.post.tests.corpus.shapes import (
    BACK,
    HOST,
    OTHER,
    REF,
    Shape,
    html,
    mail,
    parts,
    plain,
)

_N = ArrivalKind.ANSWER
_WILL = "Yes, we both come."


def answer(
    name: str, body: str | bytes, head: str = BACK, text: str = _WILL, **facts: object
) -> Shape:
    """Return an answer; what the person wrote is `Yes, we both come.`."""
    return Shape(name, mail(body, head), _N, {"reference": REF, "text": text, **facts})


def _parts(*bodies: str, kind: str = "mixed") -> tuple[str, str]:
    body, head = parts(*bodies, kind=kind)
    return body, BACK + head


def _to(name: str, line: str, reference: str = REF) -> Shape:
    kind = _N if reference else ArrivalKind.LETTER
    facts = {"reference": reference, "text": _WILL}
    return Shape(name, mail(_WILL, line), kind, facts)


_OUTLOOK = (
    "From: The network <no-reply@post.example>\nSent: 4 March 2026 09:00\n"
    "To: Elena Ionescu\nSubject: Are you coming?\n\nAre you coming on Thursday?\n"
)
_GMAIL_HTML = (
    '<div dir="ltr">Yes, we both come.</div><br><div class="gmail_quote"><div>On Wed, '
    "4 Mar 2026 at 09:00, The network &lt;post@x.example&gt; wrote:<br></div>"
    "<blockquote><p>Are you coming?</p></blockquote></div>"
)
_OUTLOOK_HTML = (
    "<html><head><style>p {color: red}</style></head><body><p>Yes, we both come.</p>"
    '<img src="cid:logo"><hr><div id="divRplyFwdMsg"><b>From:</b> The network '
    "&lt;a@b.example&gt;<br><b>Sent:</b> Wednesday<br><b>To:</b> Elena<br>"
    "<b>Subject:</b> Coming?</div><p>Are you coming?</p></body></html>"
)


def _said_above(name: str, line: str) -> Shape:
    return answer(name, f"{_WILL}\n\n{line}\n> Are you coming on Thursday?\n")


SHAPES = [
    _to("to: a subaddress", f"To: post+{REF}@{HOST}"),
    _to("cc", f"Cc: Other <o@x.example>, <post+{REF}@{HOST}>"),
    _to("delivered-to, in capitals", f"Delivered-To: POST+{REF.upper()}@{HOST}"),
    _to("x-original-to", f"X-Original-To: anything+{REF}@mail.example"),
    _to("envelope-to", f"Envelope-To: post+{REF}@{HOST}"),
    _to("in-reply-to", f"In-Reply-To: <{REF}@{HOST}>"),
    _to(
        "references: the newest of ours",
        f"References: <{OTHER}@{HOST}>\n <{REF}@{HOST}> <x@y.example>",
    ),
    _to(
        "the address wins over the id",
        f"In-Reply-To: <{OTHER}@{HOST}>\nCc: post+{REF}@{HOST}",
    ),
    _to(
        "no reference: an id of another host", f"In-Reply-To: <{REF}@else.example>", ""
    ),
    _to("no reference: too short", f"Cc: post+{REF[:-1]}@{HOST}", ""),
    _to("no reference: letters that we never use", f"Cc: post+{REF[:-1]}1@{HOST}", ""),
    _to("no reference: in the subject", f"X-Note: {REF}\nSubject: {REF}", ""),
    Shape(
        "no reference: in the words alone",
        mail(
            f"My reference is {REF}, <{REF}@{HOST}>, post+{REF}@{HOST}\n"
            f"Message-ID: <{REF}@{HOST}>"
        ),
        ArrivalKind.LETTER,
        {"reference": ""},
    ),
    Shape(
        "no reference: in a mail that a person attaches",
        mail(
            *parts(
                plain("See the file"),
                f"Content-Type: message/rfc822\n\nMessage-ID: <{REF}@{HOST}>\n\nx",
            )
        ),
        ArrivalKind.LETTER,
        {"reference": "", "text": "See the file"},
    ),
    _said_above(
        "gmail: english", "On Wed, 4 Mar 2026 at 09:00, X <x@y.example> wrote:"
    ),
    _said_above(
        "gmail: over two lines",
        "On Wed, 4 Mar 2026 at 09:00, The network of Anyshire\n<post@x.example> wrote:",
    ),
    _said_above(
        "gmail: romanian",
        "În mie., 4 mar. 2026 la 09:00, Rețeaua <post@x.example> a scris:",
    ),
    _said_above(
        "gmail: french", "Le mer. 4 mars 2026 à 09:00, Réseau <p@x.example> a écrit :"
    ),
    _said_above(
        "gmail: german", "Am Mi., 4. März 2026 um 09:00 Uhr schrieb Netz <p@x.de>:"
    ),
    _said_above(
        "gmail: spanish", "El mié, 4 mar 2026 a las 9:00, Red (<p@x.es>) escribió:"
    ),
    _said_above(
        "gmail: portuguese",
        "Em qua., 4 de mar. de 2026 às 09:00, Rede <p@x.pt> escreveu:",
    ),
    _said_above("gmail: polish", "śr., 4 mar 2026 o 09:00 Sieć <p@x.pl> napisał(a):"),
    _said_above("gmail: dutch", "Op wo 4 mrt 2026 om 09:00 schreef Net <p@x.nl>:"),
    _said_above(
        "gmail: italian",
        "Il giorno mer 4 mar 2026 alle ore 09:00 Rete <p@x.it> ha scritto:",
    ),
    answer("outlook: a head in plain text", f"{_WILL}\n\n{_OUTLOOK}"),
    answer("outlook: a line of underscores", f"{_WILL}\n\n{'_' * 32}\n{_OUTLOOK}"),
    answer("outlook of old", f"{_WILL}\n\n-----Original Message-----\n{_OUTLOOK}"),
    answer(
        "outlook: german head",
        f"{_WILL}\n\nVon: Netz <a@b.example>\nGesendet: Mittwoch\nAn: Elena\n"
        "Betreff: Kommen Sie?\n\nKommen Sie?",
    ),
    answer(
        "below what is quoted",
        f"On Wed, 4 Mar 2026, X wrote:\n> Are you coming?\n> Please say.\n\n{_WILL}",
    ),
    answer(
        "between what is quoted",
        "On Wed, 4 Mar 2026, X wrote:\n> Are you coming?\nYes.\n> With whom?\nAlone.",
        text="Yes.\nAlone.",
    ),
    answer("quoted without a line above", f"> Are you coming?\n\n{_WILL}"),
    answer("signature", f"{_WILL}\n\n-- \nElena Ionescu\nRefuge\n"),
    answer(
        "a greeting as signature", f"{_WILL}\n\nKind regards,\nElena Ionescu\nRefuge\n"
    ),
    answer("sent from a telephone", f"{_WILL}\n\nSent from my phone\n"),
    answer(
        "thanks are no signature",
        "Thanks, we both come.\nElena is late.",
        text="Thanks, we both come.\nElena is late.",
    ),
    answer(
        "a list is no signature",
        "We bring:\n- cups\n- plates",
        text="We bring:\n- cups\n- plates",
    ),
    answer(
        "gmail: HTML only", _GMAIL_HTML, BACK + "Content-Type: text/html; charset=utf-8"
    ),
    answer(
        "outlook: HTML only",
        _OUTLOOK_HTML,
        BACK + "Content-Type: text/html; charset=utf-8",
    ),
    answer(
        "both kinds of text",
        *_parts(plain(_WILL), html("<p>not me</p>"), kind="alternative"),
    ),
    answer(
        "plain text is empty, HTML is not",
        *_parts(plain(" \n"), html(f"<p>{_WILL}</p>"), kind="alternative"),
    ),
    answer(
        "base64",
        base64.encodebytes(_WILL.encode()),
        BACK + "Content-Transfer-Encoding: base64",
    ),
    answer(
        "quoted-printable",
        b"Yes, we =\nboth come=2E",
        BACK + "Content-Transfer-Encoding: quoted-printable",
    ),
    answer(
        "flowed",
        "Yes, we \nboth \ncome.\n\n>Are \n>you coming?",
        BACK + "Content-Type: text/plain; format=flowed",
    ),
    answer(
        "with a file",
        *_parts(
            plain(_WILL),
            "Content-Type: application/pdf; name=a.pdf\n"
            "Content-Disposition: attachment; filename=a.pdf\n\nx",
        ),
        attachments_left=1,
    ),
]

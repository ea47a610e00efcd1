"""What is looked over before it is let go, and what stands for its words."""

import json

from django.utils.crypto import salted_hmac

from fourthp.post.models import Mailing, Message


def example_of(mailing: Mailing) -> Message | None:
    """Return one message of a mailing, to look at; None where none has words."""
    return mailing.messages.filter(has_words=True).order_by("id").first()


def version_of(mailing: Mailing) -> str:
    """Return what stands for the words of a mailing: a form hands it back."""
    return version_in(example_of(mailing))


def version_in(example: Message | None) -> str:
    """Return what stands for the words of a mailing, of which an example was read.

    It tells nothing of the words to whoever may not read them.
    """
    if example is None:
        return "-"
    says = [example.kind, example.is_open, example.language, example.letter]
    words = json.dumps(says, sort_keys=True)
    return salted_hmac("fourthp.post.version", words, algorithm="sha256").hexdigest()

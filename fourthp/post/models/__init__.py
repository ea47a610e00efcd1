"""The nouns of the post."""

from fourthp.post.models.answers import Answer, fields_of
from fourthp.post.models.incoming import Incoming
from fourthp.post.models.messages import Mailing, Message, new_reference
from fourthp.post.models.outgoing import DomainPause, Outgoing
from fourthp.post.models.wishes import Bounce, Suppression, Wishes, digests_of

__all__ = [
    "Answer",
    "Bounce",
    "DomainPause",
    "Incoming",
    "Mailing",
    "Message",
    "Outgoing",
    "Suppression",
    "Wishes",
    "digests_of",
    "fields_of",
    "new_reference",
]

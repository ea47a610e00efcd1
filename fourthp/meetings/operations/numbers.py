"""Numbers of an agenda: they stand from the minute in which it goes out."""

from fourthp.meetings.models import Item, Meeting
from fourthp.meetings.rules import number_after


def fix_numbers(meeting: Meeting) -> None:
    """Give each item of an agenda its number: its place; the caller has the lock."""
    rows = list(Item.objects.filter(meeting=meeting).on_agenda())
    for place, one in enumerate(rows, start=1):
        one.number = str(place)
    Item.objects.bulk_update(rows, ["number"])


def give_number(item: Item, meeting: Meeting) -> None:
    """Give an item that comes later its number, unsaved, after what stands before it.

    Nothing before the agenda is out; one that has a number keeps it.
    """
    if not meeting.is_circulated or item.number:
        return
    numbered = Item.objects.filter(meeting=meeting).exclude(number="")
    before = numbered.filter(position__lt=item.position).last()
    taken = set(numbered.values_list("number", flat=True))
    item.number = number_after(before.number if before else "", taken)

"""Whether two people may be one, by what is written of them."""

from fourthp.foundation.text import words_of


def same_name(one: str, other: str) -> bool:
    """Tell whether two names say the same words, in any order and case."""
    return bool(one) and sorted(words_of(one)) == sorted(words_of(other))


def like_name(one: str, other: str) -> bool:
    """Tell whether a name is a longer or an abbreviated form of another.

    “Asha Bell” is like “Asha Maria Bell”, “A. Bell” and “Bell, Asha”.
    """
    first, second = words_of(one), words_of(other)
    if len(first) < 2 or len(second) < 2:
        return False
    if set(first) <= set(second) or set(second) <= set(first):
        return True
    return first[-1] == second[-1] and _abbreviates(first[0], second[0])


def _abbreviates(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) == 1 and long.startswith(short)


def same_mailbox(one: str, other: str) -> bool:
    """Tell whether two addresses are one, but for case and what stands after a plus."""
    return bool(one) and _mailbox(one) == _mailbox(other)


def _mailbox(address: str) -> tuple[str, str]:
    name, _at, domain = address.strip().casefold().rpartition("@")
    return name.partition("+")[0], domain

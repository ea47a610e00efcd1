"""What a network's profile decides: numbers, and which rules there are at all."""

from dataclasses import dataclass

SMALL, ORDINARY, FORMAL = "small", "ordinary", "formal"


@dataclass(frozen=True)
class ProfileRules:
    """The numbers of one profile.

    A proposed group is put before the coordinators once so many people, from so many
    agencies, say that they would take part. takes_two: what lets more people see
    something takes a second person. has_quorum: a meeting may ask for one.
    """

    interested_people: int = 5
    interested_agencies: int = 3
    takes_two: bool = True
    has_quorum: bool = True

    def is_wanted(self, people: int, agencies: int) -> bool:
        """Tell whether enough people would take part in a proposed group."""
        return people >= self.interested_people and agencies >= self.interested_agencies


PROFILES = {
    SMALL: ProfileRules(
        interested_people=3, interested_agencies=2, takes_two=False, has_quorum=False
    ),
    ORDINARY: ProfileRules(),
    FORMAL: ProfileRules(),
}


def rules_of(profile: str) -> ProfileRules:
    """Return the rules of a profile; without a known one, the ordinary ones."""
    return PROFILES.get(profile, PROFILES[ORDINARY])

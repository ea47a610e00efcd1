"""What is said of safety, each with the tests that would fail if it were not so.

A test looks that every one of them is there (tests/house/test_proofs.py).
"""

from fourthp.trust.queries.proofs.doors import DOORS
from fourthp.trust.queries.proofs.keeping import KEEPING
from fourthp.trust.queries.proofs.proof import Proof

PROOFS: tuple[Proof, ...] = (*DOORS, *KEEPING)

__all__ = ["PROOFS", "Proof"]

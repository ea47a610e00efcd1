"""What the person guard takes of a page's time, for each 1,000 characters.

    python -m bench.guard

Processor time, median of 25, of texts as people write them and of texts made to be
slow, at two sizes: what takes more than five times as long is not linear.
"""

import statistics
import time

from fourthp.partnership.rules.guard.judging import judge_text

TIMES, SIZES = 25, (1_000, 20_000, 100_000)
MINUTES = (
    "Minutes of the steering group, 14 March 2024, 10:00-12:15. Present: Denise"
    " Hargreave (chair, Probation), Sgt Tom Ollerton. The drop in at St Brannock's"
    " hall, 14 Mill Lane is open Mon & Thurs 10-2. Ring the office on 01632 960317"
    " first. "
)
HOSTILE = {
    "digits": "1",
    "digits apart": "1 2 ",
    "capitals": "A",
    "names": "Aa ",
    "words for birth": "born ",
    "papers": "passport 12 ",
    "streets": "1 Aa Bb ",
    "places": "in A",
    "letters and digits": "a-1-",
    "spaces": " ",
    "ends of sentences": "A. ",
    "numbers apart": "0-",
    "days": "1 Jan ",
    "lines": "\n",
}


def milliseconds(text: str, *, times: int) -> float:
    """Return the median time that judging a text takes."""
    taken = []
    for _ in range(times):
        begun = time.process_time()
        judge_text(text, year=2026)
        taken.append(time.process_time() - begun)
    return 1_000 * statistics.median(taken)


def main() -> None:
    """Print a line for each text and size."""
    milliseconds(MINUTES, times=1)  # reads the lists of words
    for size in SIZES:
        text = (MINUTES * (size // len(MINUTES) + 1))[:size]
        took = milliseconds(text, times=TIMES)
        print(f"minutes, {size:,}: {took:.1f} ms, {1_000 * took / size:.2f} for 1,000")
    for name, said in HOSTILE.items():
        told = []
        for size in SIZES[1:]:
            text = (said * size)[:size]
            told.append(f"{milliseconds(text, times=3):.0f} ms")
        print(f"{name}: {' and '.join(told)}")


if __name__ == "__main__":
    main()

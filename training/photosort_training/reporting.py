"""What a command tells the user while it runs."""

import sys
from collections.abc import Sequence

# More skipped files than this are only counted.
_MOST_NAMED = 20


def say(sentence: str) -> None:
    """Tells the user something, on standard error."""
    print(sentence, file=sys.stderr, flush=True)


def say_skipped(reasons: Sequence[str]) -> None:
    """Tells why files were left out: of many, the first ones and how many more."""
    for reason in reasons[:_MOST_NAMED]:
        say(f"Skipped: {reason}")
    if len(reasons) > _MOST_NAMED:
        say(f"Skipped: {len(reasons) - _MOST_NAMED} more.")

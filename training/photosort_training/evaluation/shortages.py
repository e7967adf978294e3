"""Whether the people kept from training suffice for measurements; told before the hours of it."""

from collections.abc import Iterable

from photosort_training.data.people import Person, Split

# A rate is told by so many of its pairs.
PAIRS_OF_A_RATE = 10
# An exported manifest has the threshold at this rate, at which two people are taken for one.
EXPORTED_RATE = 1e-3
EXPORTED_PAIRS = round(PAIRS_OF_A_RATE / EXPORTED_RATE)


def shortages(split: Split) -> list[str]:
    """Returns what `evaluate` and `export` will lack, in sentences; nothing when all is well."""
    pairs = pairs_of_two_people(split.validation)
    found = []
    if not can_be_measured(split.validation) or pairs < EXPORTED_PAIRS:
        found.append(
            f"Too few people are kept for validation, {len(split.validation)}: they make {pairs:,} "
            "pairs of images of two people, and the thresholds of an exported model need "
            f"{EXPORTED_PAIRS:,}. Raise data.validation_share."
        )
    if not can_be_measured(split.test):
        found.append(
            f"Too few people are kept for testing, {len(split.test)}: it takes two, and two images "
            "of one. Raise data.test_share, or list some by --test-people."
        )
    return found


def can_be_measured(people: Iterable[Person]) -> bool:
    """Returns whether there is a pair of images of one person, and one of two."""
    counts = [len(person.images) for person in people]
    return len(counts) >= 2 and max(counts) >= 2


def pairs_of_two_people(people: Iterable[Person]) -> int:
    """Returns how many pairs of images show two people."""
    counts = [len(person.images) for person in people]
    return (sum(counts) ** 2 - sum(count**2 for count in counts)) // 2

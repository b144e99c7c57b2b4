"""Confidence is what was measured; what was measured with another model promises nothing."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.extract.calibration import (
    LEAST_CHANCE,
    LEAST_SHAPE,
    MEASURED,
    MOST_BY_HAND,
    Calibration,
    Curve,
    calibrated,
    changed,
    features,
    loaded,
    may_be_certain,
)
from intake.extract.found import (
    Alternative,
    Citation,
    Found,
    FoundLetter,
    Grounds,
    OtherReading,
    Source,
    StampedReceipt,
)
from registry.vocabulary import LetterKind

BOX = (0, 0, 10, 10)
GROUNDS = Grounds("tesseract 5 + digits 11aa", 0.9, 0.9, 1.0, twice=True, by_hand=0.0)
SAID = (0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
"""The curve that believes the readers."""
BELIEVING = Calibration("digits 11aa", {"reference": Curve(SAID, 0.85)})

shares = st.floats(0, 1)
all_grounds = st.builds(
    Grounds,
    st.just(""),
    shares,
    shares,
    st.sampled_from((0.3, 0.6, 0.9, 1.0)),
    st.booleans(),
    shares,
)


def found(grounds: Grounds | None = GROUNDS) -> Found[str]:
    others = (Alternative("ข", "ข", 0.08, Source.DIGITS),)
    return Found("ก", "ก", 1, BOX, 0.5, alternatives=others, grounds=grounds)


def test_a_value_surer_than_the_limit_is_certain() -> None:
    read = BELIEVING.believed("reference", found())
    assert (read.confidence, read.certain) == (0.9, True)


def test_a_value_less_sure_than_the_limit_is_not_certain() -> None:
    read = BELIEVING.believed("reference", found(replace(GROUNDS, chance=0.8)))
    assert (read.confidence, read.certain) == (0.8, False)


def test_a_field_without_a_limit_is_never_certain() -> None:
    never = Calibration("digits 11aa", {"reference": Curve(SAID, None)})
    assert not never.believed("reference", found()).certain


def test_what_another_model_read_stays_as_it_was() -> None:
    other = found(replace(GROUNDS, engine="tesseract 5 + digits 22bb"))
    assert BELIEVING.believed("reference", other) == other


def test_what_was_typed_into_the_file_stays_as_it_was() -> None:
    assert BELIEVING.believed("reference", found(None)) == found(None)


def test_a_field_nobody_measured_stays_as_it_was() -> None:
    assert BELIEVING.believed("date", found()) == found()


@pytest.mark.parametrize("by_hand", [MOST_BY_HAND, 1.0])
def test_what_is_as_likely_by_hand_is_never_certain(by_hand: float) -> None:
    read = BELIEVING.believed("reference", found(replace(GROUNDS, by_hand=by_hand)))
    assert not read.certain


def test_a_contradicted_value_is_not_certain() -> None:
    doubted = replace(found(), conflicts=(OtherReading("ค", "ค", 2, BOX),))
    assert not BELIEVING.believed("reference", doubted).certain


def test_the_alternatives_share_what_is_left() -> None:
    sure = Calibration("digits 11aa", {"reference": Curve((5.0, *SAID[1:]), None)})
    read = sure.believed("reference", found())
    assert read.confidence + sum(other.probability for other in read.alternatives) <= 1
    assert read.alternatives[0].probability < 0.08


@given(all_grounds, all_grounds, st.lists(st.floats(0, 3), min_size=7, max_size=7))
def test_better_grounds_never_make_a_value_less_likely(
    one: Grounds, other: Grounds, weights: list[float]
) -> None:
    curve = Curve((-2.0, *weights), None)
    if all(a <= b for a, b in zip(features(one), features(other), strict=True)):
        assert curve.probability(one) <= curve.probability(other)


@pytest.mark.parametrize(
    ("kind", "reference", "shape"),
    [
        (LetterKind.MEMO, found(), 1.0),
        (LetterKind.MEMO, None, 0.6),
        (LetterKind.OTHER, found(), 1.0),
        (LetterKind.OTHER, None, 0.6),
        (LetterKind.ANNOUNCEMENT, None, 1.0),
    ],
)
def test_nothing_in_a_letter_without_head_or_number_fits_wholly(
    kind: LetterKind, reference: Found[str] | None, shape: float
) -> None:
    (letter,) = calibrated([FoundLetter(1, 1, kind, reference=reference, date=found())])
    assert letter.date
    assert letter.date.grounds == replace(GROUNDS, shape=shape)


def test_every_value_of_a_letter_is_measured_under_the_name_of_its_field() -> None:
    one = found()
    letter = FoundLetter(
        1, 1, LetterKind.MEMO, reference=one, enclosures=(one,), refers_to=(Citation(one, one),),
        receipts=(StampedReceipt(one, one, None, one),),
    )  # fmt: skip
    names: list[str] = []

    def named(name: str, value: Found[str]) -> Found[str]:
        names.append(name)
        return value

    assert changed(letter, named) == letter
    assert sorted(names) == [
        "cited date", "cited reference", "enclosures", "reference", "stamp number", "stamp time",
        "stamp unit",
    ]  # fmt: skip


def test_the_calibration_of_this_release_has_a_weight_for_every_feature() -> None:
    curves = loaded(MEASURED).curves
    assert all(len(curve.weights) == len(features(GROUNDS)) for curve in curves.values())
    assert all(weight >= 0 for curve in curves.values() for weight in curve.weights[1:])


def test_what_the_readers_themselves_doubt_is_never_certain() -> None:
    sure = Grounds("model", 0.99, 0.95, 1.0, twice=True, by_hand=0.0)
    assert may_be_certain(sure)
    assert not may_be_certain(replace(sure, chance=LEAST_CHANCE - 0.01))
    assert not may_be_certain(replace(sure, by_hand=MOST_BY_HAND))
    assert not may_be_certain(replace(sure, crossed=True))
    assert not may_be_certain(replace(sure, twice=False))
    assert not may_be_certain(replace(sure, shape=LEAST_SHAPE - 0.01))


def test_what_a_stamp_lies_upon_is_never_certain() -> None:
    """The date is beneath the stamp, the reference on another page."""
    stamp = StampedReceipt(None, found(), None, None)
    letter = FoundLetter(
        1, 2, LetterKind.MEMO, receipts=(stamp, StampedReceipt(None, None, None, None)),
        reference=replace(found(), page=2), date=found(),
    )  # fmt: skip
    (read,) = calibrated([letter])
    assert read.reference is not None
    assert read.reference.grounds == GROUNDS
    assert read.date is not None
    assert read.date.grounds is not None
    assert not may_be_certain(read.date.grounds)
    assert read.receipts[0].number is not None
    assert read.receipts[0].number.grounds == GROUNDS

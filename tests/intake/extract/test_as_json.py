import json

from intake.bundle import propose
from intake.extract.as_json import FIELDS, proposal_json
from intake.extract.calibration import SINGLE
from tests.intake.extract.test_letter import EXTERNAL
from tests.intake.pages import a_page

PROPOSAL = proposal_json(propose([a_page(EXTERNAL)]))
(LETTER,) = PROPOSAL["letters"]


def test_a_proposal_is_plain_json() -> None:
    assert json.loads(json.dumps(PROPOSAL)) == PROPOSAL


def test_a_value_carries_its_evidence() -> None:
    reference = LETTER["reference"]
    assert set(reference) == {
        "value", "raw", "page", "box", "confidence", "certain", "conflicts", "source",
        "alternatives",
    }  # fmt: skip
    assert reference["value"] == "กค 0414.2/ว273"
    assert reference["raw"] == "ที่ กค ๐๔๑๔.๒/ว ๒๗๓"
    assert len(reference["box"]) == 4


def test_the_box_of_a_value_lies_on_the_page() -> None:
    for name in SINGLE:
        if LETTER[name]:
            left, top, right, bottom = LETTER[name]["box"]
            assert 0 <= left < right <= 2480
            assert 0 <= top < bottom <= 3508


def test_urgency_is_the_word_printed_and_secrecy_nothing_when_none_is() -> None:
    assert LETTER["urgency"]["value"] == "ด่วนมาก"
    assert LETTER["secrecy"] is None


def test_every_reviewed_field_is_in_the_json_once() -> None:
    names = [name for name, _ in FIELDS]
    assert len(set(names)) == len(names)
    assert set(names) <= set(LETTER)
    assert set(SINGLE) <= set(names)

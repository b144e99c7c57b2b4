"""A torn name of an office has the office the agency knows beside it, and keeps its place."""

import pytest

from intake.bundle import propose
from intake.extract.found import Found, Source
from tests.intake.extract.test_letter import MEMO
from tests.intake.pages import TESSERACT, a_page

NAME = "สำนักงานทดสอบที่ ๙ (อุบลราชธานี) ส่วนอำนวยการ"
OTHER = "สำนักงานทดลองที่ ๗ (ขอนแก่น) ส่วนอำนวยการ"


def sender(read: str, *known: str) -> Found[str]:
    page = a_page(MEMO.replace(NAME, read), engine=TESSERACT)
    (letter,) = propose([page], None, known).letters
    assert letter.sender
    return letter.sender


def test_a_known_office_stands_beside_a_torn_name_and_never_in_its_place() -> None:
    torn = "สำนักงฯนทดสอนที่ ๙ (อุนลราชธานี) ส่วนอำนวยการ"
    found = sender(torn, OTHER, NAME)
    assert found.value == sender(torn).value
    (other,) = found.alternatives
    assert (other.value, other.source) == (NAME, Source.CONTEXT)
    assert found.confidence + other.probability <= 1


@pytest.mark.parametrize("known", [(), (NAME,), (OTHER,), ("กองคลัง", "กตย.")])
def test_a_known_name_and_one_like_none_have_nothing_beside_them(known: tuple[str, ...]) -> None:
    assert not sender(NAME, *known).alternatives


def addressee(read: str, *known: str) -> Found[str]:
    page = a_page(MEMO.replace("ผู้อำนวยการส่วนทุกส่วน", read), engine=TESSERACT)
    (letter,) = propose([page], None, known).letters
    assert letter.addressee
    return letter.addressee


@pytest.mark.parametrize(
    ("torn", "meant"),
    [
        ("ปลัดกระทรจงมหาดไทบ", "ปลัดกระทรวงมหาดไทย"),
        ("ผู้ว่าราชการจังหวัดอุนลราขธานี", "ผู้ว่าราชการจังหวัดอุบลราชธานี"),
        ("หัวหน้าฝ่ายทคสอบ", "หัวหน้าฝ่ายทดสอบ"),
    ],
)
def test_whoever_leads_a_known_body_stands_beside_a_torn_addressee(torn: str, meant: str) -> None:
    found = addressee(torn, "หัวหน้าฝ่ายทดสอบ")
    assert found.value == torn
    assert [(one.value, one.source) for one in found.alternatives] == [(meant, Source.CONTEXT)]


@pytest.mark.parametrize(
    "read", ["ปลัดกระทรวงมหาดไทย", "ผู้ว่าราชการจังหวัดตราด", "ผู้ว่าราชการจังหวัด ทุกจังหวัด", "อธิบดีกรมตัวอย่าง"]
)
def test_an_addressee_known_or_like_none_has_nothing_beside_it(read: str) -> None:
    assert not addressee(read).alternatives

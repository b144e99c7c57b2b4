import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythainlp.util import remove_repeat_vowels

from registry.thai import bare, normal_text


@pytest.mark.parametrize(
    "written",
    ["น้ำ", "นํ้า", "น้ํา", "น้ ํา", "น้ ํ า", "น ํ้ า", "น้\u200bำ", "นำ้"],
)
def test_water_has_one_spelling(written: str) -> None:
    assert normal_text(written) == "น้ำ"


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("ท่ี", "ที่"),
        ("ที ่", "ที่"),
        ("ผู้้", "ผู้"),
        ("เเปลก", "แปลก"),
        ("ส ํานัก", "สำนัก"),
        ("๒๘๑๗ – ๒๘๑๙", "๒๘๑๗ - ๒๘๑๙"),
        ("กค\u00a00402", "กค 0402"),
        ("ก\nข", "ก\nข"),
    ],
)
def test_text_has_one_form(written: str, normal: str) -> None:
    assert normal_text(written) == normal


def test_bare_letters_ignore_spaces_marks_and_the_kind_of_digit() -> None:
    assert bare("สิ่งที่ส่งมาด้วย ๒.") == bare("สิงทีสงมาดวย2")


@pytest.mark.parametrize(
    "jumble", ["า๊" * 40 + "ำ", "ำ่้" * 9, "ำ\u0f19้" * 12 + "า\u0f19า้ำ่", "า\u0f19ำ\u0f19า้ำ่"]
)
def test_a_jumble_of_marks_has_one_form_too(jumble: str) -> None:
    once = normal_text(jumble)
    assert normal_text(once) == once


@given(st.text(alphabet="กขนํ้่๊า ำเแัี\u200b\u0f19"))
def test_the_normal_form_of_a_normal_form_is_itself(text: str) -> None:
    once = normal_text(text)
    assert normal_text(once) == once


@given(st.text(alphabet="กฤาๅะำแเัีู็่้์ํฺ ", max_size=8))
def test_nothing_in_normal_form_is_out_of_order(text: str) -> None:
    normal = normal_text(text)
    assert remove_repeat_vowels(normal) == normal

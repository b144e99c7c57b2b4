"""Which letters a rule means; no text makes it fail."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.vocabulary import LetterKind, Urgency
from routing.rules import Conditions, begins_with, words_from


@dataclass
class Described:
    """A letter as far as a rule looks at it."""

    sender: str = "กรมบัญชีกลาง"
    reference: str = "กค 0402.2/ว24"
    subject: str = "หลักเกณฑ์การจัดซื้อจัดจ้างและการบริหารพัสดุ"
    kind: LetterKind = LetterKind.EXTERNAL
    urgency: Urgency = Urgency.VERY_URGENT


@pytest.mark.parametrize(
    "looked_for",
    [
        Conditions(sender="บัญชีกลาง"),
        Conditions(sender="กรม บัญชี กลาง"),
        Conditions(reference="กค ๐๔๐๒"),
        Conditions(reference="กค.04"),
        Conditions(reference="กค 0402.2/ว"),
        Conditions(words=("ประชุม", "พัสดุ")),
        Conditions(words=("จัดซือจัดจาง",)),
        Conditions(kind=LetterKind.EXTERNAL, urgency=Urgency.VERY_URGENT),
        Conditions("กรมบัญชีกลาง", "กค", ("พัสดุ",), LetterKind.EXTERNAL, Urgency.VERY_URGENT),
    ],
)
def test_what_is_looked_for_is_found_however_it_is_written(looked_for: Conditions) -> None:
    assert looked_for.match(Described())


@pytest.mark.parametrize(
    "looked_for",
    [
        Conditions(),
        Conditions(sender="  ", reference="/", words=(" ", "ๆ-")),
        Conditions(sender="กรมที่ดิน"),
        Conditions(reference="กค 0402.25"),
        Conditions(reference="มท 04"),
        Conditions(reference="กค 0402.2/ว2"),
        Conditions(words=("ประชุม",)),
        Conditions(sender="กรมบัญชีกลาง", urgency=Urgency.NORMAL),
        Conditions(kind=LetterKind.MEMO),
    ],
)
def test_one_condition_that_fails_is_enough_and_none_at_all_means_nothing(
    looked_for: Conditions,
) -> None:
    assert not looked_for.match(Described())


def test_only_the_units_number_may_be_cut_short() -> None:
    assert begins_with("มท 0803.3/ว1799", "มท 08")
    assert not begins_with("มท 0803.3/ว1799", "มท 0803.31")
    assert not begins_with("มท 0803.3/ว1799", "ม")
    assert not begins_with("", "มท")


def test_words_are_typed_one_a_line_or_between_commas() -> None:
    assert words_from("พัสดุ, จัดซื้อ จัดจ้าง\n\nพัสดุ,") == ("พัสดุ", "จัดซื้อ จัดจ้าง")


texts = st.text(alphabet=st.one_of(st.characters(), st.sampled_from("กขค๐๑๒0129าำัิ์่./()ว ")))


@given(sender=texts, reference=texts, subject=texts, looked=texts, start=texts, words=texts)
def test_no_text_makes_a_rule_fail(  # noqa: PLR0917 - each is one text
    sender: str, reference: str, subject: str, looked: str, start: str, words: str
) -> None:
    letter = Described(sender=sender, reference=reference, subject=subject)
    looked_for = Conditions(looked, start, words_from(words))
    assert isinstance(looked_for.match(letter), bool)
    assert looked_for.sentence() or not looked_for.say_something


@given(reference=texts)
def test_every_reference_begins_with_itself(reference: str) -> None:
    assert begins_with(reference, reference)

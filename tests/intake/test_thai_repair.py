import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.thai_repair import damage, repaired, unknown_share

SOUND = (
    "ด้วยกรมการปกครองมีกำหนดจัดการประชุมชี้แจงแนวทางการดำเนินงาน"
    "ของหน่วยงานในสังกัด จึงขอความร่วมมือหน่วยงานของท่านแจ้งบุคลากรที่เกี่ยวข้องเข้าร่วมการประชุม"
)


@pytest.mark.parametrize(
    ("broken", "sound"),
    [
        ("ท\uf705ี", "ที่"),
        ("ป\uf70a", "ป่"),
        ("\uf70f", "ญ"),
        ("น\u0e49\u0e4d\u0e32", "น้ำ"),
        ("กํ าหนด", "กำหนด"),
        ("สำานัก", "สำนัก"),
        ("เเละ", "และ"),
        ("น้ำน้ำดื่ม", "น้ำดื่ม"),
        ("ที่ กค ๐๔๑๔.๒/ว ๒๗๓", "ที่ กค ๐๔๑๔.๒/ว ๒๗๓"),
    ],
)
def test_what_pdfs_do_to_thai_is_undone(broken: str, sound: str) -> None:
    assert repaired(broken) == sound


WORDS = ("ที่", "น้ำ", "กำหนด", "และ", "ผู้", "ศูนย์", "ทั้งนี้", "เปล่า", "ชี้แจง", "๒๕๖๘", " ", "2568")


@given(st.lists(st.sampled_from(WORDS)))
def test_sound_thai_is_left_as_it_is(words: list[str]) -> None:
    apart = "\n".join(words)  # น้ำน้ำ in one breath is how browsers stutter
    assert repaired(apart) == apart


@pytest.mark.parametrize("text", ["กำ่า", "น๗ ำ่า"])
def test_what_is_mended_needs_no_more_mending(text: str) -> None:
    assert repaired(repaired(text)) == repaired(text)


def test_sound_thai_has_no_damage() -> None:
    assert damage(SOUND) == 0
    assert unknown_share(SOUND) < 0.05


@pytest.mark.parametrize(
    "text",
    [
        SOUND.replace("่", " ่"),
        SOUND.replace("ี้", "้ี"),
        SOUND.replace("า", "ำ") * 2,
        SOUND.replace("น", "\uf8ff"),
        SOUND.replace("ร", "Ä"),
        '``...;-a.::.`d"sierms€ã5flfl"aiuisfllumiuauffimsflu®',
    ],
)
def test_damage_of_every_kind_is_weighed(text: str) -> None:
    assert damage(text) > 0.006


def test_words_no_dictionary_has_are_weighed() -> None:
    assert unknown_share("ฟหกดเ่ส วงฟหกด ผปแอิืท" * 5) > 0.2

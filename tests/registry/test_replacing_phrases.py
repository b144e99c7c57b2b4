"""A letter cancels letters when its own text says so, and nothing else does."""

import pytest

from registry.references import search_key
from registry.replacing_phrases import Replaced, replaced_in
from registry.vocabulary import ReplacementKind

CANCELS, AMENDS = ReplacementKind.SUPERSEDES, ReplacementKind.AMENDS
W24 = search_key("กค 0402.2/ว24")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            (
                "กรมบัญชีกลางขอเรียนว่า ให้ยกเลิกหนังสือกรมบัญชีกลาง ด่วนที่สุด ที่ กค ๐๔๐๒.๒/ว ๒๔\n"
                "ลงวันที่ ๒ เมษายน ๒๕๖๘ และให้ถือปฏิบัติตามหนังสือฉบับนี้แทน"
            ),
            [Replaced(CANCELS, W24, "2025-04-02")],
        ),
        (
            "จึงยกเลิกแนวทางปฏิบัติในการเบิกค่าเช่าบ้านตามหนังสือกระทรวงการคลัง ที่ กค 0402.2/ว 24",
            [Replaced(CANCELS, W24)],
        ),
        (
            "และขอแก้ไขเพิ่มเติมหลักเกณฑ์การจัดซื้อตามหนังสือ ที่ กค 0402.2/ว 24 ลงวันที่ 2 เม.ย. 2568 ดังนี้",
            [Replaced(AMENDS, W24, "2025-04-02")],
        ),
        (
            (
                "ให้ยกเลิกหนังสือกรมบัญชีกลาง ที่ กค 0402.2/ว 24 ลงวันที่ 2 เมษายน 2568 "
                "และหนังสือกรมบัญชีกลาง ที่ กค 0405.4/ว 99 ลงวันที่ 3 มกราคม 2560"
            ),
            [
                Replaced(CANCELS, W24, "2025-04-02"),
                Replaced(CANCELS, search_key("กค 0405.4/ว99"), "2017-01-03"),
            ],
        ),
        ("ในการนี้ ขอยกเลิกหนังสือที่อ้างถึง ๒ และให้ใช้ฉบับนี้แทน", [Replaced(CANCELS, place=2)]),
        ("จังหวัดจึงขอแก้ไขข้อความในหนังสือที่อ้างถึง ดังนี้", [Replaced(AMENDS)]),
    ],
)
def test_a_letter_that_cancels_or_amends_is_read(text: str, found: list[Replaced]) -> None:
    assert list(replaced_in(text)) == found


@pytest.mark.parametrize(
    "text",
    [
        "ขอยกเลิกการประชุมตามหนังสือกรมบัญชีกลาง ที่ กค 0402.2/ว 24 ลงวันที่ 2 เมษายน 2568",
        "ขอยกเลิกหนังสือเดินทางราชการ ตามหนังสือ ที่ กค 0402.2/ว 24",
        "ให้ยกเลิกหนังสือค้ำประกันของธนาคาร อ้างถึงหนังสือ ที่ กค 0402.2/ว 24",
        "ทั้งนี้ มิได้ยกเลิกหนังสือกรมบัญชีกลาง ที่ กค 0402.2/ว 24",
        "กรมบัญชีกลางได้ยกเลิกหนังสือ ที่ กค 0402.2/ว 24 ไปก่อนแล้ว",
        "ระเบียบฯ พ.ศ. 2560 และที่แก้ไขเพิ่มเติม หนังสือกรมบัญชีกลาง ที่ กค 0402.2/ว 24",
        "ขอยกเลิกใบสั่งซื้อ และให้ปฏิบัติตามหนังสือ ที่ กค 0402.2/ว 24 โดยเคร่งครัด",
        "ให้ยกเลิกหลักเกณฑ์เดิมนั้น จึงแจ้งมาตามหนังสือ ที่ กค 0402.2/ว 24",
        "ขอให้แก้ไขข้อมูลในระบบให้ถูกต้อง ตามหนังสือ ที่ กค 0402.2/ว 24",
        "จังหวัดไม่ขอให้ยกเลิกหนังสือ ที่ กค 0402.2/ว 24",
        "ยกเลิก",
        "",
    ],
)
def test_what_cancels_something_else_cancels_no_letter(text: str) -> None:
    assert not replaced_in(text)

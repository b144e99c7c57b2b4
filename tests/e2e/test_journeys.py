"""Two letters as they really went through an office, by the numbers and times on their stamps.

Both were read off real paper: units, numbers, days and hours; the officers are
invented. Each act is done in the browser by the officer whose act it was, on
his day. Where the paper's stamp leaves the time blank, an hour is chosen.
"""

import os
from pathlib import Path

import pytest

from registry.vocabulary import BookKind, LetterKind, Role
from tests import factories
from tests.e2e.conftest import Live
from tests.e2e.desks import a_file
from tests.e2e.journeys import Journey, Open, Shot

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

CENTRES = 11
"""Units beside the two that the letter goes to: thirteen boxes on the paper grid."""


@pytest.fixture
def journey(
    live: Live, open_page: Open, shot: Shot, tmp_path: Path, request: pytest.FixtureRequest
) -> Journey:
    kept = os.environ.get("SARABAN_SCREENSHOTS")
    name = str(request.node.name).split("_")[1]
    return Journey(live, open_page, shot, name, Path(kept) if kept else tmp_path)


def test_treasury_circular_received_at_three_levels_and_passed_on(journey: Journey) -> None:
    """กรม 22679 → กองคลัง 3066 at 14.51 → กลุ่มงานบัญชี 238 at 16.07, then on as ว1799."""
    live = journey.live
    journey.at("2025-05-02 09:10")
    journey.next_number(live.unit, 22679)
    division = journey.unit("กองคลัง", "กค.", first=3066)
    group = journey.unit("กลุ่มงานบัญชี", "กบช.", first=238, under=division, code="มท 0803.3")
    journey.next_number(group, 1799, BookKind.CIRCULAR)
    letter = factories.a_letter_as_read(
        reference="กค 0414.2/ว273",
        date="2025-04-25",
        sender="กรมบัญชีกลาง",
        subject="การเบิกจ่ายเงินจากคลัง",
        addressee="อธิบดี",
        urgency=factories.found("ด่วนที่สุด"),
    )
    a_file(live, [letter])
    page = journey.by("clerk")
    journey.register(page, "22679")
    journey.tick(page, 1, {"กองคลัง": "เจ้าของเรื่อง"})

    journey.at("2025-05-02 14:51")
    page = journey.by("กค.-clerk")
    journey.receive(page, "3066")
    journey.tick(page, 1, {"กลุ่มงานบัญชี": "เจ้าของเรื่อง"})

    journey.at("2025-05-02 16:07")
    journey.receive(journey.by("กบช.-clerk"), "238")
    page = journey.by("กบช.-head")
    journey.open_copy(page, 1, group)
    journey.acknowledge(page, "เห็นควรแจ้งจังหวัดทุกจังหวัดเพื่อถือปฏิบัติ")
    copy = journey.copy_of(page, 1)
    for said in ("๒๒๖๗๙", "๓๐๖๖", "๑๔.๕๑", "๒๓๘", "๑๖.๐๗", "เห็นควรแจ้งจังหวัด"):
        assert said in copy

    said = journey.pass_on(
        journey.by("กบช.-clerk"),
        "กบช.-head",
        1,
        kind="หนังสือประทับตรา",
        series="หนังสือเวียน (ว) ใช้เลขชุดหนังสือเวียน",
        to="สำนักงานส่งเสริมการปกครองท้องถิ่นจังหวัด ทุกจังหวัด",
    )
    assert said == "มท 0803.3/ว 1799"
    assert "มท๐๘๐๓.๓/ว๑๗๙๙" in journey.copy_of(page, 2, "original")


def test_provincial_circular_written_on_by_four_and_handed_round(journey: Journey) -> None:
    """6208 → 109 at 17.27 → 3442, notes of four officers, then round as ทส 0919.103/256."""
    live = journey.live
    journey.at("2025-03-20 10:15")
    journey.next_number(live.unit, 6208)
    journey.officer(live.unit, "director", "ผู้อำนวยการสำนัก", Role.HEAD)
    section = journey.unit("ส่วนอำนวยการ", "สอก.", first=109)
    finance = journey.unit("ฝ่ายการเงินและบัญชี", "กงบ.", first=3442, under=section, code="ทส 0919.103")
    journey.next_number(finance, 256, BookKind.SENT)
    for number in range(CENTRES):
        name = f"ศูนย์ปฏิบัติการที่ {number + 1}"
        factories.a_unit(live.office, name, under=live.unit, short_name=f"ศ{number + 1}.")
    centre = journey.unit("ศูนย์ศึกษาธรรมชาติ", "ศธช.", first=41)
    letter = factories.a_letter_as_read(
        kind=LetterKind.STAMPED,
        reference="อบ 0003/ว1357",
        date="2025-03-19",
        sender="จังหวัดอุบลราชธานี",
        subject="การลงทะเบียนผู้ใช้งานระบบการเงิน",
        addressee="หัวหน้าส่วนราชการทุกแห่ง",
    )
    a_file(live, [letter])
    page = journey.by("clerk")
    journey.register(page, "6208")
    journey.tick(page, 1, {"ส่วนอำนวยการ": "เจ้าของเรื่อง"})

    journey.at("2025-03-20 17:27")
    journey.receive(journey.by("สอก.-clerk"), "109")
    journey.tick(journey.by("สอก.-head"), 1, {"ฝ่ายการเงินและบัญชี": "เจ้าของเรื่อง"})

    journey.at("2025-03-21 09:40")
    journey.receive(journey.by("กงบ.-clerk"), "3442")
    page = journey.by("กงบ.-staff")
    journey.open_copy(page, 1, finance)
    journey.write(page, "บันทึก", "เห็นควรแจ้งเวียนให้ทุกส่วนลงทะเบียนภายในกำหนด")
    journey.at("2025-03-21 14:05")
    page = journey.by("สอก.-head")
    journey.open_copy(page, 1, section)
    journey.acknowledge(page, "เรียน ผู้อำนวยการ เพื่อโปรดพิจารณา เห็นควรดำเนินการตามเสนอ")
    journey.at("2025-03-24 11:30")
    page = journey.by("director")
    journey.open_copy(page, 1, live.unit)
    journey.write(page, "ดำเนินการตามเสนอ", "ดำเนินการ")
    journey.open_copy(page, 1, live.unit)
    journey.write(page, "ลงนามแล้ว", "")
    copy = journey.copy_of(page, 1)
    for said in ("๖๒๐๘", "๑๐๙", "๑๗.๒๗", "๓๔๔๒", "แจ้งเวียนให้ทุกส่วน", "ลงนามแล้ว"):
        assert said in copy

    journey.at("2025-03-25 10:00")
    said = journey.pass_on(
        journey.by("กงบ.-clerk"),
        "กงบ.-head",
        1,
        kind="บันทึกข้อความ",
        series="หนังสือส่งปกติ",
        to="หัวหน้าส่วน กลุ่มงาน และศูนย์ทุกแห่ง",
    )
    assert said == "ทส 0919.103/256"
    journey.tick(journey.by("กงบ.-clerk"), 2, {"ศูนย์ศึกษาธรรมชาติ": "เพื่อทราบ"})
    journey.at("2025-03-31 09:20")
    journey.receive(journey.by("ศธช.-clerk"), "41")
    page = journey.by("ศธช.-head")
    journey.open_copy(page, 2, centre)
    journey.acknowledge(page, "ดำเนินการตามเสนอ")
    copy = journey.copy_of(page, 2)
    assert "ทส๐๙๑๙.๑๐๓/๒๕๖" in copy
    assert "๔๑" in copy
    assert "ดำเนินการตามเสนอ" in copy

import re

import pytest
from flask import Flask
from sqlmodel import col, select

from intake import operations
from intake.models import Draft, DraftLetter
from intake.states import DraftState
from registry import numbering
from registry.jobs import Job
from registry.models import Letter, LetterLink, Receipt, RegisterBook
from registry.office import Office
from registry.people_models import Unit
from registry.vocabulary import BookKind, JobName, LetterKind, Urgency
from tests.conftest import NOW
from tests.factories import (
    a_clerk,
    a_letter_as_read,
    a_pdf,
    a_picture,
    a_read_draft,
    a_registered_letter,
    an_opened_file,
    found,
    stored,
)
from tests.web.browser import Browser
from tests.web.plain_form import fields_of

CONFLICT = found(
    "กค 0402.2/ว24",
    conflicts=[{"value": "กค 0402.2/ว125", "raw": "๑๒๕", "page": 2, "box": [9, 9, 99, 49]}],
)


def desk(clerk: Browser, draft: Draft) -> dict[str, str]:
    """The form as a browser without scripts holds it."""
    return fields_of(clerk.get(f"/intake/drafts/{draft.id}").text, "review")


def registered(office: Office) -> list[tuple[Letter, Receipt | None]]:
    with office.database.reading() as session:
        rows = select(Letter, Receipt).outerjoin(Receipt, col(Receipt.letter_id) == col(Letter.id))
        return [(one[0], one[1]) for one in session.exec(rows.order_by(col(Letter.id)))]


def a_bundle(office: Office, unit: Unit) -> Draft:
    """A memo that passes a letter of two pages on."""
    memo = a_letter_as_read(page_numbers=(1,), kind=LetterKind.MEMO, wraps=(1,), subject="นำส่ง")
    inner = a_letter_as_read(page_numbers=(2, 3), subject="เรื่องเดิม", reference="มท 0803.3/ว1799")
    return a_read_draft(office, unit, page_count=3, letters=[memo, inner])


def test_the_plain_form_registers_a_letter_as_it_was_read(
    clerk: Browser, office: Office, division: Unit
) -> None:
    draft = a_read_draft(office, division)
    answer = clerk.post(f"/intake/drafts/{draft.id}/register", desk(clerk, draft))
    assert (answer.status_code, answer.location) == (303, f"/intake/drafts/{draft.id}/registered")
    ((letter, receipt),) = registered(office)
    assert (letter.reference, letter.dated) == ("กค 0414.2/ว273", "2025-04-25")
    assert (letter.sender, letter.urgency) == ("กรมบัญชีกลาง", Urgency.NORMAL)
    assert receipt is not None
    assert (receipt.number, receipt.received_at) == (1, NOW)


def test_what_the_clerk_changes_is_what_the_register_says(
    clerk: Browser, office: Office, division: Unit
) -> None:
    draft = a_read_draft(office, division)
    typed = desk(clerk, draft) | {
        "letters.0.subject": "เรื่องที่แก้แล้ว",
        "letters.0.reference": "กค ๐๔๑๔.๒ / ว. ๒๗๔",
        "letters.0.date": "พ.ค. ๒๕๖๘",
        "letters.0.urgency": "urgent",
        "letters.0.phone": "๐ ๒๑๒๗ ๗๐๐๐",
        "letters.0.refers_to.0.reference": "กค 0402.2/ว24",
        "letters.0.refers_to.0.date": "6 ก.พ. 68",
        "letters.0.enclosures.0": "บัญชีแนบท้าย",
        "letters.0.remark": "มาทางไปรษณีย์",
    }
    assert clerk.post(f"/intake/drafts/{draft.id}/register", typed).status_code == 303
    ((letter, receipt),) = registered(office)
    assert (letter.subject, letter.reference) == ("เรื่องที่แก้แล้ว", "กค 0414.2/ว274")
    assert (letter.dated, letter.urgency) == ("2025-05", Urgency.URGENT)
    assert letter.details["enclosures"] == ["บัญชีแนบท้าย"]
    assert receipt is not None
    assert receipt.remark == "มาทางไปรษณีย์"
    with office.database.reading() as session:
        (link,) = session.exec(select(LetterLink)).all()
    assert (link.reference, link.dated) == ("กค 0402.2/ว24", "2025-02-06")


def test_a_refused_form_keeps_what_was_typed_and_spends_no_number(
    clerk: Browser, office: Office, division: Unit
) -> None:
    draft = a_read_draft(office, division)
    typed = desk(clerk, draft) | {
        "letters.0.subject": "",
        "letters.0.date": "31 ก.พ. 2568",
        "letters.0.sender": "ผู้ส่งที่พิมพ์ใหม่",
        "letters.0.enclosures.0": "แถวที่เพิ่ม",
    }
    answer = clerk.post(f"/intake/drafts/{draft.id}/register", typed)
    assert answer.status_code == 422
    assert 'id="letters.0.subject-fault"' in answer.text
    assert 'id="letters.0.date-fault"' in answer.text
    kept = fields_of(answer.text, "review")
    assert kept["letters.0.date"] == "31 ก.พ. 2568"
    assert kept["letters.0.sender"] == "ผู้ส่งที่พิมพ์ใหม่"
    assert kept["letters.0.enclosures.0"] == "แถวที่เพิ่ม"
    assert "letters.0.enclosures.1" in kept
    assert registered(office) == []


def test_a_conflict_is_decided_by_the_clerk(clerk: Browser, office: Office, division: Unit) -> None:
    letter = a_letter_as_read(reference=CONFLICT)
    draft = a_read_draft(office, division, letters=[letter])
    page = clerk.get(f"/intake/drafts/{draft.id}").text
    assert "≠ ขัดแย้ง" in page
    assert "<kbd>1</kbd> <strong>กค 0402.2/ว24</strong>" in page
    assert "<kbd>2</kbd> <strong>กค 0402.2/ว125</strong>" in page
    form = fields_of(page, "review")
    assert form["letters.0.reference"] == ""
    chosen = form | {"letters.0.reference.choice": "กค 0402.2/ว24"}
    assert clerk.post(f"/intake/drafts/{draft.id}/register", chosen).status_code == 303
    assert [one.reference for one, _ in registered(office)] == ["กค 0402.2/ว24"]


def test_a_doubt_is_not_settled_by_a_fault_elsewhere(
    clerk: Browser, office: Office, division: Unit
) -> None:
    doubtful = a_letter_as_read(reference=found("กค 0402.2/ว24", certain=False), sender=CONFLICT)
    draft = a_read_draft(office, division, letters=[doubtful])
    sent = desk(clerk, draft) | {
        "letters.0.subject": "",
        "letters.0.sender.choice": "กค 0402.2/ว24",
    }
    text = clerk.post(f"/intake/drafts/{draft.id}/register", sent).text
    assert 'data-entry="letters.0.reference" data-state="check"' in text
    assert 'data-entry="letters.0.sender" data-state="confirmed"' in text
    typed = sent | {"letters.0.reference": "กค 0402.2/ว25"}
    text = clerk.post(f"/intake/drafts/{draft.id}/register", typed).text
    assert 'data-entry="letters.0.reference" data-state="confirmed"' in text


def test_an_undecided_conflict_is_refused(clerk: Browser, office: Office, division: Unit) -> None:
    draft = a_read_draft(office, division, letters=[a_letter_as_read(reference=CONFLICT)])
    answer = clerk.post(f"/intake/drafts/{draft.id}/register", desk(clerk, draft))
    assert answer.status_code == 422
    assert "ค่าขัดแย้งกัน" in answer.text
    assert 'id="letters.0.reference-fault"' in answer.text
    assert registered(office) == []


def test_a_conflict_decided_as_none_of_them_stays_empty(
    clerk: Browser, office: Office, division: Unit
) -> None:
    draft = a_read_draft(office, division, letters=[a_letter_as_read(reference=CONFLICT)])
    none = desk(clerk, draft) | {"letters.0.reference.choice": "-"}
    assert clerk.post(f"/intake/drafts/{draft.id}/register", none).status_code == 303
    assert [one.reference for one, _ in registered(office)] == [""]


def test_every_value_stands_beside_its_cut_out(
    clerk: Browser, office: Office, division: Unit
) -> None:
    letter = a_letter_as_read(subject=found("เรื่อง", box=(300, 900, 1200, 960)))
    draft = a_read_draft(office, division, letters=[letter])
    page = clerk.get(f"/intake/drafts/{draft.id}").text
    assert 'viewBox="284 884 932 92"' in page
    assert 'href="#box-letters.0.subject-0"' in page
    assert '<rect id="box-letters.0.subject-0" x="284" y="884" width="932" height="92"/>' in page
    assert "style=" not in page  # the security policy would drop it


def test_the_number_shown_beforehand_is_called_a_forecast(
    clerk: Browser, office: Office, division: Unit
) -> None:
    a_registered_letter(office, division, a_clerk(office, division))
    draft = a_read_draft(office, division)
    page = clerk.get(f"/intake/drafts/{draft.id}").text
    assert '<strong class="forecast">2</strong>' in page
    assert "เป็นการคาดการณ์" in page


def test_a_reserved_number_can_be_chosen(clerk: Browser, office: Office, division: Unit) -> None:
    officer = a_clerk(office, division)
    with office.database.transaction() as session:
        book = numbering.book_of(session, division.id or 0, BookKind.RECEIVED, 2568)
        numbering.reserve(session, book, 3, reason="ไฟดับ", by=officer.id, at=NOW)
    draft = a_read_draft(office, division)
    page = clerk.get(f"/intake/drafts/{draft.id}").text
    assert '<option value="2">2 (จองไว้)</option>' in page
    form = fields_of(page, "review")
    assert form["letters.0.reserved_number"] == ""
    form["letters.0.reserved_number"] = "2"
    assert clerk.post(f"/intake/drafts/{draft.id}/register", form).status_code == 303
    assert [receipt.number for _, receipt in registered(office) if receipt] == [2]


def test_a_late_entry_needs_its_reason(clerk: Browser, office: Office, division: Unit) -> None:
    draft = a_read_draft(office, division)
    late = desk(clerk, draft) | {"late_date": "31 ธ.ค. 2567", "late_time": "15.30"}
    answer = clerk.post(f"/intake/drafts/{draft.id}/register", late)
    assert answer.status_code == 422
    assert 'id="late_reason-fault"' in answer.text
    assert 'value="31 ธ.ค. 2567"' in answer.text
    late["late_reason"] = "ระบบขัดข้องช่วงปีใหม่"
    assert clerk.post(f"/intake/drafts/{draft.id}/register", late).status_code == 303
    with office.database.reading() as session:
        years = session.exec(select(RegisterBook.year).join(Receipt)).all()
    assert years == [2567]


def test_a_letter_cannot_be_received_tomorrow(
    clerk: Browser, office: Office, division: Unit
) -> None:
    draft = a_read_draft(office, division)
    late = desk(clerk, draft) | {"late_date": "3 พ.ค. 2568", "late_time": "9.00"}
    answer = clerk.post(f"/intake/drafts/{draft.id}/register", late)
    assert answer.status_code == 422
    assert 'id="late_date-fault"' in answer.text


def test_one_button_registers_every_letter_of_the_bundle(
    clerk: Browser, office: Office, division: Unit
) -> None:
    draft = a_bundle(office, division)
    page = clerk.get(f"/intake/drafts/{draft.id}").text
    assert page.count('id="register"') == 1
    assert "มากับฉบับ 1 ไม่ออกเลขรับ" in page
    form = fields_of(page, "review") | {"letters.1.sender": "กรมการปกครอง"}
    assert clerk.post(f"/intake/drafts/{draft.id}/register", form).status_code == 303
    (memo, number), (inner, none) = registered(office)
    assert (memo.subject, memo.kind) == ("นำส่ง", LetterKind.MEMO)
    assert (inner.cover_id, inner.sender) == (memo.id, "กรมการปกครอง")
    assert number is not None
    assert none is None


def test_deadlines_can_be_dropped_and_stamps_on_the_paper_corrected(
    clerk: Browser, office: Office, division: Unit
) -> None:
    letter = a_letter_as_read() | {
        "deadlines": [
            {"kind": "date", "end": "2025-05-09", "text": "ภายในวันที่ ๙ พฤษภาคม ๒๕๖๘", "page": 1},
            {"kind": "soon", "text": "โดยด่วน", "page": 1},
        ],
        "receipts": [
            {"unit": found("กองคลัง"), "number": found("3066"), "date": None, "time": None}
        ],
    }
    draft = a_read_draft(office, division, letters=[letter])
    page = clerk.get(f"/intake/drafts/{draft.id}").text
    assert "ภายในวันที่ 9 พ.ค. 2568" in page
    assert "“ภายในวันที่ ๙ พฤษภาคม ๒๕๖๘”" in page
    form = fields_of(page, "review") | {"letters.0.receipts.0.number": "3068"}
    del form["letters.0.deadlines.1"]
    assert clerk.post(f"/intake/drafts/{draft.id}/register", form).status_code == 303
    ((one, _),) = registered(office)
    assert [deadline["kind"] for deadline in one.details["deadlines"]] == ["date"]
    assert one.details["receipts"][0]["number"] == "3068"
    assert one.details["receipts"][0]["time"] is None


def test_the_first_receipt_is_shown_before_the_same_bytes_are_registered(
    clerk: Browser, office: Office, division: Unit
) -> None:
    data = a_pdf()
    a_registered_letter(office, division, a_clerk(office, division), data=data)
    draft = a_read_draft(office, division, data=data)
    page = clerk.get(f"/intake/drafts/{draft.id}").text
    assert "อาจเคยรับแล้ว" in page
    assert "1/2568" in page
    form = fields_of(page, "review")
    blind = form | {"duplicates_seen": ""}
    answer = clerk.post(f"/intake/drafts/{draft.id}/register", blind)
    assert answer.status_code == 409
    assert "อาจเคยรับแล้ว" in answer.text
    seen = fields_of(answer.text, "review")
    assert clerk.post(f"/intake/drafts/{draft.id}/register", seen).status_code == 303


def test_a_reference_typed_into_a_duplicate_shows_the_first_receipt(
    clerk: Browser, office: Office, division: Unit
) -> None:
    a_registered_letter(office, division, a_clerk(office, division))
    other = a_letter_as_read(reference="กค 0414.2/ว999")
    draft = a_read_draft(office, division, letters=[other])
    form = desk(clerk, draft)
    assert form["duplicates_seen"] == ""
    form["letters.0.reference"] = "กค 0414.2/ว273"
    answer = clerk.post(f"/intake/drafts/{draft.id}/register", form)
    assert answer.status_code == 409
    assert "คนละไฟล์" in answer.text
    seen = fields_of(answer.text, "review")
    assert seen["letters.0.reference"] == "กค 0414.2/ว273"
    assert clerk.post(f"/intake/drafts/{draft.id}/register", seen).status_code == 303


def test_a_value_accepted_on_the_way_is_kept(
    clerk: Browser, office: Office, division: Unit
) -> None:
    draft = a_read_draft(office, division)
    url = f"/intake/drafts/{draft.id}/letters/0"
    said = {"field": "date", "value": "1 พ.ค. 68"}
    assert clerk.post(url, said).status_code == 204
    assert desk(clerk, draft)["letters.0.date"] == "1 พ.ค. 2568"
    wrong = clerk.post(url, {"field": "date", "value": "x"}, {"HX-Request": "true"})
    assert wrong.status_code == 422
    assert clerk.post(url, {"field": "id", "value": "7"}).status_code == 404
    with office.database.reading() as session:
        letter = session.get_one(DraftLetter, (draft.id, 0))
    assert letter.confirmed == {"date": "2025-05-01"}


def test_pictures_go_to_the_clerk_of_the_unit_and_do_not_stay_behind(
    app: Flask, clerk: Browser, auditor: Browser, office: Office, division: Unit
) -> None:
    draft = a_read_draft(office, division)
    page = clerk.get(f"/intake/drafts/{draft.id}").text
    match = re.search(rf'src="(/intake/drafts/{draft.id}/pages/1/picture\?v=[0-9a-f]{{12}})"', page)
    assert match is not None
    answer = clerk.get(match[1])
    assert answer.data == office.files.path(stored(office, a_picture())).read_bytes()
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert auditor.get(match[1]).status_code == 404
    assert Browser(app).get(match[1]).location.startswith("/sign-in")
    assert clerk.get(f"/intake/drafts/{draft.id}/pages/9/picture").status_code == 404


def test_the_number_is_said_big_and_the_stamp_is_waited_for(
    clerk: Browser, office: Office, division: Unit
) -> None:
    draft, waiting = a_read_draft(office, division), a_read_draft(office, division)
    clerk.post(f"/intake/drafts/{draft.id}/register", desk(clerk, draft))
    page = clerk.get(f"/intake/drafts/{draft.id}/registered").text
    assert "<span>เลขรับ</span> <strong>1</strong>" in page
    assert "กำลังประทับตราบนสำเนา" in page
    assert f'href="/intake/drafts/{waiting.id}" autofocus' in page
    assert clerk.get(f"/intake/drafts/{draft.id}").location.endswith("/registered")


def test_a_stamp_given_up_is_said_loudly_and_the_number_stands(
    clerk: Browser, office: Office, division: Unit
) -> None:
    draft = a_read_draft(office, division)
    clerk.post(f"/intake/drafts/{draft.id}/register", desk(clerk, draft))
    with office.database.transaction() as session:
        job = session.exec(select(Job).where(Job.name == JobName.STAMP)).one()
        job.is_dead = True
        session.add(job)
    page = clerk.get(f"/intake/drafts/{draft.id}/registered").text
    assert "≠ ประทับตราไม่สำเร็จ" in page
    assert "every 2s" not in page
    assert "<strong>1</strong>" in page


def test_a_file_still_being_read_can_be_looked_at_but_not_registered(
    clerk: Browser, office: Office, division: Unit
) -> None:
    draft = an_opened_file(office, division, page_count=2)
    page = clerk.get(f"/intake/drafts/{draft.id}")
    assert page.status_code == 200
    assert 'id="register"' not in page.text


def test_two_clerks_cannot_register_the_same_file_twice(
    clerk: Browser, office: Office, division: Unit
) -> None:
    draft = a_read_draft(office, division)
    form = desk(clerk, draft)
    assert clerk.post(f"/intake/drafts/{draft.id}/register", form).status_code == 303
    again = clerk.post(f"/intake/drafts/{draft.id}/register", form)
    assert (again.status_code, again.location) == (303, f"/intake/drafts/{draft.id}/registered")
    assert "ค่าที่เพิ่งส่งมาจึงไม่ได้บันทึก" in clerk.get(again.location or "").text
    assert len(registered(office)) == 1


def test_a_form_without_its_token_registers_nothing(
    app: Flask, clerk: Browser, office: Office, division: Unit
) -> None:
    draft = a_read_draft(office, division)
    form = desk(clerk, draft)
    client = app.test_client()
    client.set_cookie("saraban", clerk.cookie("saraban") or "")
    assert client.post(f"/intake/drafts/{draft.id}/register", data=form).status_code == 400
    assert registered(office) == []


def test_a_discarded_file_says_so(clerk: Browser, office: Office, division: Unit) -> None:
    draft = a_read_draft(office, division)
    with office.database.transaction() as session:
        by = a_clerk(office, division).id
        operations.discard(session, office.jobs, draft.id or 0, "ซ้ำ", by=by, at=NOW)
        assert session.get_one(Draft, draft.id).state is DraftState.DISCARDED
    answer = clerk.get(f"/intake/drafts/{draft.id}")
    page = clerk.get(answer.location).text
    assert "ไม่รับ" in page
    assert "/retry" not in page


@pytest.mark.parametrize(
    ("name", "value"), [("remark", "ก" * 201), ("action", "ก" * 201), ("reserved_number", "9" * 19)]
)
def test_a_refused_word_about_receiving_is_marked_where_it_stands(
    clerk: Browser, office: Office, division: Unit, name: str, value: str
) -> None:
    officer = a_clerk(office, division)
    with office.database.transaction() as session:
        assert division.id is not None
        book = numbering.book_of(session, division.id, BookKind.RECEIVED, 2568)
        numbering.reserve(session, book, 1, reason="งานด่วน", by=officer.id, at=NOW)
    draft = a_read_draft(office, division)
    sent = desk(clerk, draft) | {f"letters.0.{name}": value}
    answer = clerk.post(f"/intake/drafts/{draft.id}/register", sent)
    assert answer.status_code == 422
    assert f'id="letters.0.{name}-fault"' in answer.text

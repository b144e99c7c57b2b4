import io

import pytest
from flask import Flask
from sqlmodel import select

from registry import people
from registry.holdings import hand_over
from registry.models import Bundle, Letter, LetterFile
from registry.notes import CODE_LETTERS, Note, NoteKind, write_note
from registry.office import Office
from registry.people_models import Unit
from registry.ports import Digest
from registry.vocabulary import FileKind, Role
from tests import factories
from tests.conftest import NOW
from tests.intake.test_jobs import worked_off
from tests.web.browser import Browser
from tests.web.conftest import Agency


@pytest.fixture
def letter(office: Office, agency: Agency, division: Unit) -> Letter:
    clerk = factories.as_actor(office, agency.officers[Role.CLERK])
    return factories.a_registered_letter(office, division, clerk)


@pytest.fixture
def note(office: Office, agency: Agency, letter: Letter) -> Note:
    return _written(office, agency, letter)


def _written(office: Office, agency: Agency, letter: Letter, corrects: int | None = None) -> Note:
    head = factories.as_actor(office, agency.officers[Role.HEAD])
    assert letter.id is not None
    with office.database.transaction() as session:
        return write_note(
            session, office.jobs, letter.id, agency.division, NoteKind.ACKNOWLEDGED, "รับทราบแล้ว",
            by=head, at=NOW, corrects_id=corrects,
        )  # fmt: skip


@pytest.fixture
def neighbour(app: Flask, office: Office, agency: Agency, letter: Letter) -> Browser:
    """The clerk of another division that was sent the same letter by the first."""
    with office.database.transaction() as session:
        root, other = agency.root, people.add_unit(session, "กองอื่น", parent_id=agency.root, at=NOW)
        hand_over(session, office.jobs, letter.id or 0, [other.id or 0], from_unit_id=root, at=NOW)
    factories.a_clerk(office, other, login="neighbour")
    made = Browser(app)
    made.sign_in("neighbour", factories.PASSWORD)
    return made


def test_the_page_says_what_the_paper_must_say(clerk: Browser, note: Note, letter: Letter) -> None:
    text = clerk.get(f"/verify/{note.code}").text
    for said in ("ทราบ", "รับทราบแล้ว", "นายหัวหน้าหน่วยงาน", "2 พ.ค. 2568 14.51 น.", "กองทดสอบ",
                 letter.subject, "มิใช่ลายมือชื่ออิเล็กทรอนิกส์ที่ใช้ใบรับรอง"):  # fmt: skip
        assert said in text


@pytest.mark.parametrize("typed", ["{0}", "{0} ", "{1}", "{2}"])
def test_a_code_is_found_however_it_is_typed(clerk: Browser, note: Note, typed: str) -> None:
    grouped = "-".join((note.code[:4], note.code[4:8], note.code[8:]))
    said = typed.format(note.code, note.code.lower(), grouped.lower())
    answer = clerk.get(f"/verify?code={said}")
    assert (answer.status_code, answer.location) == (303, f"/verify/{note.code}")
    assert clerk.get(f"/verify/{said.strip()}").status_code == 200


def test_an_unknown_code_is_said_beside_what_was_typed(clerk: Browser) -> None:
    assert "รหัสตรวจสอบ" in clerk.get("/verify").text
    answer = clerk.get("/verify?code=AAAA-BBBB")
    assert answer.status_code == 404
    assert 'value="AAAA-BBBB"' in answer.text
    assert "ไม่พบรหัสตรวจสอบ" in answer.text
    assert clerk.get("/verify/AAAABBBB").status_code == 404


def test_codes_have_no_characters_that_look_alike() -> None:
    assert not set("01IO") & set(CODE_LETTERS)
    assert CODE_LETTERS.upper() == CODE_LETTERS


def test_a_stranger_signs_in_first_and_comes_back(browser: Browser, note: Note) -> None:
    answer = browser.get(f"/verify/{note.code}")
    assert answer.status_code == 303
    assert note.code in answer.location


def test_a_neighbour_with_the_same_circular_cannot_look_up_the_note(
    neighbour: Browser, note: Note, letter: Letter
) -> None:
    assert neighbour.get(f"/letters/{letter.id}").status_code == 200
    for answer in (
        neighbour.get(f"/verify/{note.code}"),
        neighbour.get(f"/verify?code={note.code}"),
        neighbour.post_files(f"/verify/{note.code}", {"file": (io.BytesIO(b"x"), "x.pdf")}),
    ):
        assert answer.status_code == 404
        assert "รับทราบแล้ว" not in answer.text


def test_a_file_is_recognised_by_its_bytes_and_not_kept(
    clerk: Browser, office: Office, note: Note, letter: Letter
) -> None:
    worked_off(office)
    with office.database.reading() as session:
        original = session.get_one(Bundle, letter.bundle_id).original
        kind = LetterFile.kind == FileKind.STAMPED
        stamped = session.exec(select(LetterFile).where(kind)).one().digest
    kept = set(office.files.digests())

    def answered(data: bytes) -> str:
        file = {"file": (io.BytesIO(data), "ที่ได้รับ.pdf")}
        return clerk.post_files(f"/verify/{note.code}", file).text

    for digest, label in ((original, "ต้นฉบับตามที่รับ"), (stamped, "ฉบับประทับตรารับ กองทดสอบ")):
        data = office.files.path(Digest(digest)).read_bytes()
        assert f"ตรงทุกไบต์</span> กับ{label}" in answered(data)
        assert "≠ ไม่ตรง" in answered(data[:-1] + b"!")
    assert set(office.files.digests()) == kept


def test_a_copy_replaced_by_a_newer_one_is_still_recognised(
    clerk: Browser, office: Office, note: Note, letter: Letter, agency: Agency
) -> None:
    clerk.get(f"/letters/{letter.id}/copy")
    worked_off(office)
    old = clerk.get(f"/letters/{letter.id}/files/stamped").data
    later = _written(office, agency, letter, corrects=note.id)
    clerk.get(f"/letters/{letter.id}/copy")
    worked_off(office)
    assert clerk.get(f"/letters/{letter.id}/files/stamped").data != old
    answer = clerk.post_files(f"/verify/{note.code}", {"file": (io.BytesIO(old), "เก่า.pdf")})
    assert "ตรงทุกไบต์" in answer.text
    assert f"/verify/{later.code}" in answer.text


def test_without_a_file_the_form_asks_for_one(clerk: Browser, note: Note) -> None:
    answer = clerk.post_files(f"/verify/{note.code}", {"file": (io.BytesIO(b""), "")})
    assert answer.status_code == 422
    assert "กรุณาเลือกไฟล์" in answer.text

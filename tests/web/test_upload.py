import io

from flask import Flask
from sqlmodel import select

from intake.models import Draft
from intake.states import DraftState
from registry.office import Office
from tests.factories import a_pdf
from tests.web.browser import Browser
from tests.web.conftest import Agency


def sent(*files: tuple[bytes, str], unit_id: int) -> dict[str, object]:
    return {"unit_id": str(unit_id), "files": [(io.BytesIO(data), name) for data, name in files]}


def drafts(office: Office) -> list[Draft]:
    with office.database.reading() as session:
        return list(session.exec(select(Draft).order_by(Draft.id)))  # type: ignore[arg-type]


def test_many_files_are_taken_in_at_once(clerk: Browser, agency: Agency, office: Office) -> None:
    first, second = a_pdf(), a_pdf(2)
    files = sent((first, "หนังสือ ๑.pdf"), (second, "b.pdf"), unit_id=agency.division)
    answer = clerk.post_files("/intake/files", files)
    assert (answer.status_code, answer.location) == (303, "/intake/")
    assert [(d.file_name, d.size) for d in drafts(office)] == [
        ("หนังสือ ๑.pdf", len(first)),
        ("b.pdf", len(second)),
    ]
    assert "รับไฟล์เข้าแล้ว 2 ไฟล์" in clerk.get("/intake/").text


def test_files_sent_one_by_one_are_not_announced_one_by_one(clerk: Browser, agency: Agency) -> None:
    for _ in range(3):
        files = sent((a_pdf(), "a.pdf"), unit_id=agency.division)
        assert clerk.post_files("/intake/files", files, {"HX-Request": "true"}).status_code == 204
    assert "รับไฟล์เข้าแล้ว" not in clerk.get("/intake/").text


def test_the_bytes_are_kept_as_they_came(clerk: Browser, agency: Agency, office: Office) -> None:
    data = b"not a document at all"
    clerk.post_files("/intake/files", sent((data, "a.pdf"), unit_id=agency.division))
    (draft,) = drafts(office)
    assert draft.state is DraftState.ARRIVED  # what it is, the bytes will tell, not the name
    assert office.files.path(draft.original).read_bytes() == data  # type: ignore[arg-type]


def test_a_path_in_a_file_name_is_dropped(clerk: Browser, agency: Agency, office: Office) -> None:
    files = sent((a_pdf(), "../scan/a.pdf"), unit_id=agency.division)
    clerk.post_files("/intake/files", files)
    assert [draft.file_name for draft in drafts(office)] == ["a.pdf"]


def test_no_file_is_refused_with_the_page_it_came_from(
    clerk: Browser, agency: Agency, office: Office
) -> None:
    answer = clerk.post_files("/intake/files", {"unit_id": str(agency.division)})
    assert answer.status_code == 422
    assert "กรุณาเลือกไฟล์อย่างน้อยหนึ่งไฟล์" in answer.text
    assert 'id="files-fault"' in answer.text
    assert 'id="upload"' in answer.text
    assert drafts(office) == []


def test_a_file_cannot_be_put_into_another_units_intake(
    clerk: Browser, agency: Agency, office: Office
) -> None:
    files = sent((a_pdf(), "a.pdf"), unit_id=agency.root)
    assert clerk.post_files("/intake/files", files).status_code == 404
    assert drafts(office) == []


def test_who_may_not_register_may_not_upload(
    auditor: Browser, agency: Agency, office: Office
) -> None:
    files = sent((a_pdf(), "a.pdf"), unit_id=agency.division)
    assert auditor.post_files("/intake/files", files).status_code == 404
    assert drafts(office) == []


def test_a_file_too_large_is_refused_in_thai(app: Flask, clerk: Browser, agency: Agency) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1000
    files = sent((b"x" * 2000, "a.pdf"), unit_id=agency.division)
    answer = clerk.post_files("/intake/files", files)
    assert answer.status_code == 413
    assert "ไฟล์ใหญ่เกินกว่าที่ระบบรับได้" in answer.text


def test_the_limits_are_said_before_the_file_is_chosen(clerk: Browser) -> None:
    page = clerk.get("/intake/").text
    assert "ไม่เกิน 100 เมกะไบต์" in page
    assert "ไม่เกิน 500 หน้า" in page

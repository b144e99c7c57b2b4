"""Files given by command."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlmodel import select

import app
from intake import cli
from intake.models import Draft
from registry.office import Office
from tests.factories import a_pdf, a_unit, an_agency


def given(office: Office, *arguments: str) -> tuple[int, str]:
    result = app.create_app(office).test_cli_runner().invoke(args=["intake", "add", *arguments])
    return result.exit_code, result.output


def drafts(office: Office) -> list[Draft]:
    with office.database.reading() as session:
        return list(session.exec(select(Draft).order_by("id")))


def test_files_go_to_the_agency_or_the_unit_that_is_named(office: Office, tmp_path: Path) -> None:
    agency = an_agency(office)
    division = a_unit(office, "กองคลัง", under=agency, short_name="กค.")
    file = tmp_path / "หนังสือ.pdf"
    file.write_bytes(a_pdf())
    code, said = given(office, str(file))
    assert (code, "หนังสือ.pdf" in said) == (0, True)
    assert given(office, str(file), "--unit", "กค.")[0] == 0
    assert [draft.unit_id for draft in drafts(office)] == [agency.id, division.id]


def test_a_file_that_is_not_there_is_said_and_the_others_are_taken(
    office: Office, tmp_path: Path
) -> None:
    an_agency(office)
    odd = tmp_path / os.fsdecode(b"\xa1\xd2\xc3.pdf")
    odd.write_bytes(a_pdf())
    code, said = given(office, str(tmp_path / "ไม่มี.pdf"), str(odd))
    assert (code, len(drafts(office))) == (1, 1)
    assert "เปิดไฟล์ ไม่มี.pdf ไม่ได้" in said


@pytest.mark.parametrize("unit", ["ไม่มีกองนี้", ""])
def test_without_a_unit_nothing_is_taken(office: Office, tmp_path: Path, unit: str) -> None:
    if unit:
        an_agency(office)
    file = tmp_path / "หนังสือ.pdf"
    file.write_bytes(a_pdf())
    assert given(office, str(file), "--unit", unit)[0] == 1
    assert drafts(office) == []


def test_watching_waits_for_the_agency_and_for_the_folder(office: Office, tmp_path: Path) -> None:
    said: list[str] = []
    folder, stop = tmp_path / "สแกน", threading.Event()
    watching = threading.Thread(
        target=cli.watch, args=(office, folder, stop), kwargs={"say": said.append, "every": 0.01}
    )

    def until(seen: Callable[[], object]) -> None:
        while not seen():
            assert watching.is_alive()

    watching.start()
    try:
        until(lambda: said)
        an_agency(office)
        until(lambda: len(said) > 1)
        folder.mkdir()
        (folder / "หนังสือ.pdf").write_bytes(a_pdf())
        until(lambda: drafts(office))
    finally:
        stop.set()
        watching.join()
    assert "ยังไม่ได้ตั้งหน่วยงาน" in said[0]
    assert "No such file" in said[1]

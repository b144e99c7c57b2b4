"""The watched folder takes what is finished, once, and deletes nothing."""

import os
from pathlib import Path

import pytest
from sqlmodel import select

from intake.folder import EMPTY_ROUNDS, HELD, TAKEN, Watcher
from intake.models import Draft
from registry.office import Office
from tests.factories import a_pdf, an_agency

TODAY = "2568-05-02"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "สแกนเนอร์"
    place.mkdir()
    return place


@pytest.fixture
def watcher(office: Office, folder: Path) -> Watcher:
    return again(office, folder, an_agency(office).id)


def again(office: Office, folder: Path, unit_id: int | None) -> Watcher:
    """A watcher as it is after a restart: it remembers nothing."""
    assert unit_id is not None
    return Watcher(office, folder, unit_id)


def looked(watcher: Watcher, rounds: int = 3) -> list[Path]:
    return [path for _ in range(rounds) for path in watcher.look()]


def drafts(office: Office) -> list[Draft]:
    with office.database.reading() as session:
        return list(session.exec(select(Draft)))


def test_a_quiet_file_is_taken_and_moved_aside(
    office: Office, watcher: Watcher, folder: Path
) -> None:
    data = a_pdf()
    (folder / "หนังสือ.pdf").write_bytes(data)
    assert looked(watcher, 2) == []
    assert looked(watcher, 1) == [folder / TAKEN / TODAY / "หนังสือ.pdf"]
    (draft,) = drafts(office)
    assert (draft.file_name, draft.channel) == ("หนังสือ.pdf", "folder")
    assert (folder / TAKEN / TODAY / "หนังสือ.pdf").read_bytes() == data


def test_a_growing_file_is_left_alone(office: Office, watcher: Watcher, folder: Path) -> None:
    data = a_pdf()
    with (folder / "ช้า.pdf").open("wb", buffering=0) as file:
        for start in range(0, len(data), 100):
            file.write(data[start : start + 100])
            assert looked(watcher, 1) == []
    assert len(looked(watcher)) == 1
    assert drafts(office)[0].size == len(data)


def test_an_empty_file_waits_longer_and_is_then_held_with_the_reason(
    watcher: Watcher, folder: Path
) -> None:
    (folder / "ว่าง.pdf").touch()
    assert looked(watcher, EMPTY_ROUNDS) == []
    assert looked(watcher, 1) == [folder / HELD / TODAY / "ว่าง.pdf"]
    reason = folder / HELD / TODAY / "ว่าง.pdf.เหตุผล.txt"
    assert "ว่างเปล่า" in reason.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name", [".ซ่อน.pdf", "กำลังมา.pdf.part", "~$หนังสือ.pdf", "สำรอง.pdf~", "X.TMP", "a.crdownload"]
)
def test_hidden_and_partial_names_are_left_alone(watcher: Watcher, folder: Path, name: str) -> None:
    (folder / name).write_bytes(a_pdf())
    assert looked(watcher, 5) == []
    assert (folder / name).exists()


def test_links_pipes_and_folders_are_left_alone(
    office: Office, watcher: Watcher, folder: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "ความลับ.pdf"
    outside.write_bytes(a_pdf())
    (folder / "ลิงก์.pdf").symlink_to(outside)
    os.mkfifo(folder / "ท่อ.pdf")
    (folder / "แฟ้มย่อย.pdf").mkdir()
    assert looked(watcher, 5) == []
    assert drafts(office) == []


def test_what_is_no_document_is_held_where_people_see_it(
    office: Office, watcher: Watcher, folder: Path
) -> None:
    (folder / "รายการ.docx").write_bytes(b"PK\x03\x04" + b"x" * 100)
    looked(watcher)
    assert (folder / HELD / TODAY / "รายการ.docx").is_file()
    assert "PDF" in (folder / HELD / TODAY / "รายการ.docx.เหตุผล.txt").read_text(encoding="utf-8")
    assert len(drafts(office)) == 1  # the intake page shows it too, in red


def test_a_second_file_of_the_same_name_does_not_replace_the_first(
    watcher: Watcher, folder: Path
) -> None:
    for _ in range(2):
        (folder / "0001.pdf").write_bytes(a_pdf())
        looked(watcher)
    names = sorted(path.name for path in (folder / TAKEN / TODAY).iterdir())
    assert names == ["0001 (2).pdf", "0001.pdf"]


def test_a_crash_after_the_commit_makes_no_second_draft(
    office: Office, watcher: Watcher, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "หนังสือ.pdf").write_bytes(a_pdf())

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr(Path, "rename", crash)
        with pytest.raises(KeyboardInterrupt):
            looked(watcher)
    assert (folder / "หนังสือ.pdf").exists()
    (before,) = drafts(office)
    looked(again(office, folder, before.unit_id))
    assert [draft.id for draft in drafts(office)] == [before.id]
    assert not (folder / "หนังสือ.pdf").exists()


def test_the_same_bytes_given_again_are_a_file_of_their_own(
    office: Office, watcher: Watcher, folder: Path
) -> None:
    data = a_pdf()
    for _ in range(2):
        (folder / "หนังสือ.pdf").write_bytes(data)
        looked(watcher)
    assert len(drafts(office)) == 2


def test_a_file_that_vanishes_stops_nobody(office: Office, watcher: Watcher, folder: Path) -> None:
    for name in ("ก.pdf", "ข.pdf"):
        (folder / name).write_bytes(a_pdf())
    looked(watcher, 2)
    (folder / "ก.pdf").unlink()
    assert looked(watcher) == [folder / TAKEN / TODAY / "ข.pdf"]
    assert len(drafts(office)) == 1


def test_a_file_that_became_a_pipe_is_left_alone(watcher: Watcher, folder: Path) -> None:
    """To open a pipe nobody writes to would wait for ever."""
    (folder / "ก.pdf").write_bytes(a_pdf())
    looked(watcher, 2)
    (folder / "ก.pdf").unlink()
    os.mkfifo(folder / "ก.pdf")
    assert looked(watcher) == []


def test_many_files_at_once_are_taken_once_each(
    office: Office, watcher: Watcher, folder: Path
) -> None:
    """Forty stand for the ten thousand of a scanner that was never emptied: the suite is short."""
    for number in range(40):
        (folder / f"{number}.pdf").write_bytes(a_pdf())
    assert len(looked(watcher)) == 40
    assert sorted(draft.file_name for draft in drafts(office)) == sorted(
        f"{number}.pdf" for number in range(40)
    )
    assert [path.name for path in folder.iterdir() if path.is_file()] == []


@pytest.mark.parametrize(
    "name",
    [
        os.fsdecode(b"\xa1\xd2\xc3.pdf"),  # TIS-620, as old scanners write it
        "ก" * 83 + ".pdf",
        "บรรทัด\r\nใหม่.pdf",
        "ใบสั่ง\u202efdp.exe",
        "ก\\..\\..\\etc.pdf",
        "-rf.pdf",
        "<b>&'\".pdf",
        "CON.pdf",
    ],
    ids=[
        "not UTF-8",
        "as long as a name can be",
        "line break",
        "bidi",
        "up",
        "dash",
        "html",
        "con",
    ],
)
def test_any_name_a_disk_allows_survives(
    office: Office, watcher: Watcher, folder: Path, name: str
) -> None:
    for data in (a_pdf(), a_pdf(), b"\0"):
        (folder / name).write_bytes(data)
        looked(watcher)
    assert len(drafts(office)) == 3
    assert len(list((folder / TAKEN / TODAY).iterdir())) == 2
    assert len(list((folder / HELD / TODAY).iterdir())) == 2
    assert not (folder / name).exists()

import datetime as dt
import io
import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlmodel import select

from app import MENTIONS
from registry.archive import (
    Archive,
    ArchiveDamaged,
    ArchiveInUse,
    ArchiveNewer,
    Manifest,
    NoPlaceForArchive,
    Table,
)
from registry.backup import SCRATCH, OfficeLacksFiles, back_up, prove
from registry.db import Database
from registry.errors import RegistryError
from registry.filestore import ABANDONED_SECONDS, LocalFileStore, digest_in, place_of
from registry.jobs import Job, TableQueue
from registry.journal import Event
from registry.migrate import is_current
from registry.models import JournalEntry, Letter
from registry.office import Office
from registry.passkeys import Passkey
from registry.people_models import SignIn, Unit
from registry.ports import Digest
from registry.restore import PlaceNotEmpty, restore
from registry.settings import Settings
from registry.vocabulary import JobName
from tests.conftest import NOW
from tests.factories import (
    a_clerk,
    a_registered_letter,
    a_unit,
    an_agency,
    an_arrived_file,
    findings,
    stored,
)
from tests.fakes import FixedClock

OWN_WORK = {"job", "journal_entry", "journal_head"}
"""Tables that a restore itself adds to."""


def an_office(data: Path, database: Database) -> Office:
    settings = Settings.from_env({"SARABAN_DATA": str(data), "SARABAN_SMTP_PASSWORD": "letmein"})
    return Office(
        settings=settings.model_copy(update={"database_url": database.url}),
        database=database,
        files=LocalFileStore(data / "files"),
        jobs=TableQueue(),
        clock=FixedClock(NOW),
    )


def at_work(office: Office) -> Office:
    """A registered letter, a file that waits, somebody signed in, a unit below a younger one."""
    agency = an_agency(office)
    older, younger = (a_unit(office, name, under=agency) for name in ("กลุ่มงาน", "กอง"))
    clerk = a_clerk(office, agency)
    a_registered_letter(office, agency, clerk, subject="ขอเชิญประชุม")
    an_arrived_file(office, agency)
    with office.database.transaction() as session:
        session.get_one(Unit, older.id).parent_id = younger.id
        session.add(SignIn(token_hash="x", officer_id=clerk.id, started_at=NOW, seen_at=NOW))
        session.add(_a_worn_passkey(clerk.id))
    return office


def _a_worn_passkey(officer_id: int) -> Passkey:
    """One that has signed as often as a device can count."""
    most = 2**32 - 1
    return Passkey(
        officer_id=officer_id,
        credential_id="x",
        public_key="x",
        sign_count=most,
        name="กุญแจ",
        added_at=NOW,
    )


def backed_up(office: Office, folder: Path, *, keep: int = 30) -> Manifest:
    folder.mkdir(exist_ok=True)
    back_up(office, folder, MENTIONS, keep=keep)
    return last_of(Archive(folder))


def last_of(archive: Archive) -> Manifest:
    return archive.manifest(archive.newest())


def brought_back(folder: Path, office: Office) -> None:
    archive = Archive(folder)
    name = archive.newest()
    restore(office, archive, archive.manifest(name), name)


def said_by(manifest: Manifest) -> dict[str, Table]:
    return {table.name: table for table in manifest.tables if table.name not in OWN_WORK}


def files_below(folder: Path) -> set[Path]:
    return {place for place in folder.glob("*/**/*") if place.is_file()}


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """An archive that no test changes."""
    folder = tmp_path_factory.mktemp("made")
    shutil.copy(sqlite_template, folder / "registry.db")
    database = Database(f"sqlite:///{folder}/registry.db")
    backed_up(at_work(an_office(folder / "office", database)), folder / "archive")
    database.engine.dispose()
    return folder / "archive"


@pytest.fixture
def archive(made_once: Path, tmp_path: Path) -> Archive:
    """A copy of that archive to do harm to."""
    shutil.copytree(made_once, tmp_path / "archive")
    return Archive(tmp_path / "archive")


@pytest.fixture
def bare(tmp_path: Path) -> Office:
    """A place where nobody has ever been, not even a table."""
    return an_office(tmp_path / "new", Database(f"sqlite:///{tmp_path}/new.db"))


def resigned(archive: Archive, change: Callable[[dict[str, object]], object]) -> None:
    """Edit the manifest, as somebody does who knows how it is named."""
    place = archive.folder / "manifests" / archive.newest()
    said = json.loads(place.read_bytes())
    change(said)
    data = json.dumps(said).encode()
    place.unlink()
    name = f"{place.name.partition('-')[0]}-{digest_in(io.BytesIO(data))}.json"
    place.with_name(name).write_bytes(data)


def a_file(archive: Archive) -> Path:
    return place_of(archive.folder / "files", next(archive.files_in(last_of(archive))))


def a_piece(archive: Archive) -> Path:
    return place_of(archive.folder / "rows", Digest(last_of(archive).tables[0].pieces[0]))


def spoilt(place: Path) -> None:
    place.chmod(0o600)
    data = bytearray(place.read_bytes())
    data[-1] ^= 1
    place.write_bytes(data)


def linked(place: Path) -> None:
    elsewhere = place.with_name("elsewhere")
    place.rename(elsewhere)
    place.symlink_to(elsewhere)


def edited_unsigned(archive: Archive) -> None:
    place = archive.folder / "manifests" / archive.newest()
    place.write_bytes(place.read_bytes() + b" ")


AWAY = {"rows": 1, "pieces": ["../../../../../../etc/passwd"]}
TOO_MANY = {"rows": 1, "pieces": []}
NOTHING = {"rows": 0, "pieces": []}
UNITS_THEN = {
    "id": "integer",
    "parent_id": "integer",
    "name": "text",
    "short_name": "text",
    "code": "text",
    "is_active": "flag",
}
HEAD_THEN = {"id": "integer", "last_id": "integer", "hash": "text"}

HARM: dict[str, tuple[Callable[[Archive], object], type[RegistryError]]] = {
    "a missing file": (lambda one: a_file(one).unlink(), ArchiveDamaged),
    "a changed file": (lambda one: spoilt(a_file(one)), ArchiveDamaged),
    "changed rows": (lambda one: spoilt(a_piece(one)), ArchiveDamaged),
    "a link for a file": (lambda one: linked(a_file(one)), ArchiveDamaged),
    "a link for a folder": (lambda one: linked(a_file(one).parent), ArchiveDamaged),
    "an edited manifest": (edited_unsigned, ArchiveDamaged),
    "a way out of the folder": (
        lambda one: resigned(one, lambda said: said.update(files=AWAY)),
        ArchiveDamaged,
    ),
    "fewer rows than said": (
        lambda one: resigned(one, lambda said: said.update(files=TOO_MANY)),
        ArchiveDamaged,
    ),
    "a newer database": (
        lambda one: resigned(one, lambda said: said.update(migration="9999")),
        ArchiveNewer,
    ),
    "a newer format": (
        lambda one: resigned(one, lambda said: said.update(format=2, new="field")),
        ArchiveNewer,
    ),
    "no manifest": (lambda one: shutil.rmtree(one.folder / "manifests"), ArchiveDamaged),
}


def test_an_office_comes_back_the_same_from_either_database_on_the_other(
    tmp_path: Path, archive: Archive, postgres_database: Database, bare: Office
) -> None:
    there = an_office(tmp_path / "there", postgres_database)
    brought_back(archive.folder, there)
    assert findings(there) == []
    again = backed_up(there, tmp_path / "again")
    assert said_by(again) == said_by(last_of(archive))
    assert again.files == last_of(archive).files
    brought_back(tmp_path / "again", bare)
    assert findings(bare) == []
    assert said_by(backed_up(bare, tmp_path / "last")) == said_by(again)
    for office in (there, bare):
        agency = a_unit(office, "หน่วยงานใหม่ได้เลขต่อไป")
        a_registered_letter(office, agency, a_clerk(office, agency))
        with office.database.reading() as session:
            assert next(one.subject for one in session.exec(select(Letter))) == "ขอเชิญประชุม"
            assert session.exec(select(SignIn)).all() == []
            journalled = [one.event for one in session.exec(select(JournalEntry))]
            assert Event.RESTORED in journalled
            assert JobName.REBUILD in {one.name for one in session.exec(select(Job))}


@pytest.mark.parametrize("harm", HARM)
def test_an_archive_that_is_not_right_changes_nothing(
    archive: Archive, bare: Office, harm: str
) -> None:
    spoil, refusal = HARM[harm]
    spoil(archive)
    with pytest.raises(refusal):
        brought_back(archive.folder, bare)
    assert inspect(bare.database.engine).get_table_names() == []
    assert list(bare.files.digests()) == []


def test_rows_that_do_not_fit_leave_no_row_behind(archive: Archive, office: Office) -> None:
    def without_units(said: dict[str, object]) -> None:
        for table in said["tables"]:  # type: ignore[attr-defined]
            if table["name"] == "unit":
                table.update(NOTHING)

    resigned(archive, without_units)
    with pytest.raises(ArchiveDamaged):
        brought_back(archive.folder, office)
    with office.database.reading() as session:
        assert session.exec(select(Letter)).all() == []
    assert list(office.files.digests()) != []  # they wait for the next try


def test_nothing_is_brought_into_an_office_in_use(archive: Archive, office: Office) -> None:
    an_agency(office)
    with pytest.raises(PlaceNotEmpty):
        brought_back(archive.folder, office)


def test_nothing_is_brought_where_other_files_lie(archive: Archive, bare: Office) -> None:
    stored(bare, b"somebody's")
    with pytest.raises(PlaceNotEmpty):
        brought_back(archive.folder, bare)


def test_an_office_nobody_has_set_up_is_empty(archive: Archive, office: Office) -> None:
    with a_file(archive).open("rb") as left_by_a_restore_cut_short:
        office.files.put(left_by_a_restore_cut_short)
    brought_back(archive.folder, office)
    assert findings(office) == []


def test_an_archive_of_an_earlier_version_is_brought_up_to_date(
    archive: Archive, bare: Office
) -> None:
    def as_of_then(said: dict[str, object]) -> None:
        units = archive.keep_rows([[(1, None, "กรมเก่า", "", "", True)]])
        head = archive.keep_rows([[(1, 0, "")]])
        said["migration"] = "0017"
        said["files"] = NOTHING
        said["tables"] = [
            {"name": "unit", "columns": UNITS_THEN, **units.model_dump()},
            {"name": "journal_head", "columns": HEAD_THEN, **head.model_dump()},
        ]

    resigned(archive, as_of_then)
    brought_back(archive.folder, bare)
    assert findings(bare) == []
    assert is_current(bare.database)
    with bare.database.reading() as session:
        assert [one.name for one in session.exec(select(Unit))] == ["กรมเก่า"]


def test_a_second_backup_writes_only_what_is_new(
    office: Office, clock: FixedClock, tmp_path: Path
) -> None:
    folder = tmp_path / "archive"
    at_work(office)
    backed_up(office, folder)
    before = {place: place.stat().st_mtime_ns for place in files_below(folder)}
    rotten = a_file(Archive(folder))
    spoilt(rotten)
    clock.time += dt.timedelta(days=1)
    backed_up(office, folder)
    now = {place: place.stat().st_mtime_ns for place in files_below(folder)}
    assert {place.parent.name for place in now.keys() - before.keys()} == {"manifests"}
    assert [place for place in before if before[place] != now[place]] == [rotten]


@pytest.mark.parametrize("later", [dt.timedelta(days=1), dt.timedelta(), -dt.timedelta(days=1)])
def test_old_backups_go_with_what_only_they_held(
    office: Office, clock: FixedClock, tmp_path: Path, later: dt.timedelta
) -> None:
    """Whatever the clock has been set to, the backup just made stays."""
    folder = tmp_path / "archive"
    agency = an_agency(office)
    clerk = a_clerk(office, agency)
    backed_up(office, folder, keep=1)
    first = files_below(folder / "rows")
    a_registered_letter(office, agency, clerk)
    clock.time += later
    backed_up(office, folder, keep=1)
    assert len(Archive(folder).names()) == 1
    assert first - files_below(folder / "rows")
    Archive(folder).verify(last_of(Archive(folder)))


def test_a_lost_file_is_said_and_everything_else_is_kept(office: Office, tmp_path: Path) -> None:
    at_work(office)
    gone = min(office.files.digests())
    office.files.path(gone).unlink()
    with pytest.raises(OfficeLacksFiles, match=gone[:12]):
        backed_up(office, tmp_path / "archive")
    kept = Archive(tmp_path / "archive")
    assert {*kept.files_in(last_of(kept))} == {*office.files.digests()}


def test_no_secret_is_in_an_archive(archive: Archive) -> None:
    said = last_of(archive).settings
    assert "SARABAN_DATA" in said
    everything = (archive.folder / "manifests" / archive.names()[0]).read_text()
    assert "letmein" not in everything
    assert "SECRET_KEY" not in everything


def test_a_password_of_the_database_is_not_written_down() -> None:
    settings = Settings(database_url="postgresql+psycopg://me:letmein@host/office")
    assert settings.without_secrets()["SARABAN_DATABASE_URL"].count("letmein") == 0


def test_a_disk_that_is_not_there_is_not_made_up(office: Office, tmp_path: Path) -> None:
    with pytest.raises(NoPlaceForArchive):
        back_up(office, tmp_path / "away", MENTIONS, keep=1)
    assert not (tmp_path / "away").exists()


def test_the_offices_own_folder_is_no_place_for_its_backup(office: Office) -> None:
    with pytest.raises(NoPlaceForArchive):
        back_up(office, office.settings.data, MENTIONS, keep=1)


def test_two_backups_do_not_write_to_one_folder_at_once(office: Office, tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    with Archive(tmp_path / "archive").held(), pytest.raises(ArchiveInUse):
        backed_up(office, tmp_path / "archive")


def test_a_snapshot_sees_one_moment(database: Database) -> None:
    counting = text("SELECT count(*) FROM unit")
    with database.snapshot() as session:
        session.execute(counting)
        with database.transaction() as other:
            other.add(Unit(name="กองใหม่"))
        assert session.execute(counting).scalar_one() == 0


def test_a_proof_that_was_killed_leaves_no_copy_of_the_register_behind(
    made_once: Path, tmp_path: Path
) -> None:
    archive = Archive(made_once)
    left, other = (tmp_path / f"{SCRATCH}{name}" for name in ("left", "other"))
    for scratch in (left, other):
        scratch.mkdir()
        (scratch / "registry.db").write_bytes(b"every row")
    long_ago = time.time() - ABANDONED_SECONDS - 1
    os.utime(left, (long_ago, long_ago))
    prove(archive, last_of(archive), beside=tmp_path)
    assert list(tmp_path.glob(f"{SCRATCH}*")) == [other]

"""Bringing a backup back into an empty place, on either database.

Everything is read and checked before anything is changed. Then rows and files
are brought in by one transaction: a restore that was cut short has left no
rows, and is simply asked for again.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, select

from registry import dump, journal
from registry.archive import Archive, ArchiveDamaged, ArchiveNewer, Manifest, Table
from registry.db import Database
from registry.dump import Kind
from registry.errors import RegistryError
from registry.journal import Event
from registry.migrate import is_known, migrate, revision
from registry.models import JournalHead
from registry.office import Office
from registry.ports import Digest
from registry.vocabulary import JobName


class PlaceNotEmpty(RegistryError):
    """There is an office already, or something that is not from this backup."""

    code = "place-not-empty"
    message = (
        "ที่ที่จะนำกลับไม่ว่าง {what} จึงยังไม่ได้เปลี่ยนอะไร "
        "กรุณาตั้ง SARABAN_DATA และ SARABAN_DATABASE_URL ไปที่ว่าง"
    )


def restore(office: Office, archive: Archive, manifest: Manifest, name: str) -> None:
    """Bring a backup back into an office where nobody has done anything yet.

    Raises ``ArchiveNewer``, ``PlaceNotEmpty`` or ``ArchiveDamaged`` before
    anything is changed.
    """
    if not is_known(manifest.migration):
        raise ArchiveNewer(version=manifest.migration)
    _require_empty(office, archive, manifest)
    archive.verify(manifest)
    restore_rows(archive, manifest, office.database, bring=office)
    migrate(office.database.url)
    with office.database.transaction() as session:
        # Of what was searched here before, if anything, nothing is right now.
        office.jobs.enqueue(session, JobName.REBUILD)
        after = {
            "manifest": name,
            "row_count": manifest.rows,
            "file_count": manifest.files.rows,
        }
        journal.record(session, Event.RESTORED, "backup", at=office.clock.now(), after=after)


def restore_rows(
    archive: Archive, manifest: Manifest, database: Database, *, bring: Office | None = None
) -> None:
    """Make the tables of a backup and fill them; with its files, if it is for an office.

    Raises ``ArchiveDamaged`` for rows that do not fit the tables.
    """
    migrate(database.url, manifest.migration)
    try:
        with database.transaction() as session:
            _fill(session, archive, manifest)
            if bring is not None:
                for digest in archive.files_in(manifest):
                    _bring(bring, archive, digest)
    except (SQLAlchemyError, ValueError, TypeError) as error:
        raise ArchiveDamaged(what=f"ข้อมูลในชุดสำรองไม่เข้ากับตาราง ({type(error).__name__})") from error


def _bring(office: Office, archive: Archive, digest: Digest) -> None:
    with archive.files.path(digest).open("rb") as file:
        if office.files.put(file) != digest:
            raise ArchiveDamaged(what=f"เนื้อไฟล์ {digest[:12]} ถูกเปลี่ยน")


def _require_empty(office: Office, archive: Archive, manifest: Manifest) -> None:
    if inspect(office.database.engine).get_table_names():
        if revision(office.database) != manifest.migration:
            raise PlaceNotEmpty(what="ฐานข้อมูลมีตารางของรุ่นอื่นอยู่แล้ว")
        # Whatever anybody does is journalled; what the program does by itself may be replaced.
        with office.database.reading() as session:
            if session.exec(select(JournalHead.last_id)).first():
                raise PlaceNotEmpty(what="มีหน่วยงานใช้งานอยู่แล้ว")
    strangers = set(office.files.digests())
    if strangers:  # a restore that was cut short may have left files of this backup
        strangers.difference_update(archive.files_in(manifest))
    if strangers:
        raise PlaceNotEmpty(what=f"คลังไฟล์มี {len(strangers):,} ไฟล์ที่ไม่ใช่ของชุดสำรองนี้")


def _fill(session: Session, archive: Archive, manifest: Manifest) -> None:
    names = set(inspect(session.connection()).get_table_names())
    if not names.issuperset(table.name for table in manifest.tables):
        raise ArchiveDamaged(what="มีตารางที่ไม่รู้จัก")
    with _waiting_keys(session):
        for table in reversed(manifest.tables):
            session.execute(sa.delete(sa.table(table.name)))
        for table in manifest.tables:
            dump.load(session, table.name, table.columns, archive.rows_in(table))
    if session.get_bind().dialect.name == "postgresql":
        for table in manifest.tables:
            _count_on(session, table)


@contextmanager
def _waiting_keys(session: Session) -> Iterator[None]:
    """Let rows point at rows of their own table that come after them.

    A unit may have been put under a younger one. PostgreSQL lets a key wait
    only where its constraint says so, and says so no longer afterwards.
    """
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        yield
        return
    keys = list(_keys_to_themselves(session))
    for name, key in keys:
        altering = f'ALTER TABLE "{name}" ALTER CONSTRAINT "{key}"'
        session.execute(text(f"{altering} DEFERRABLE INITIALLY DEFERRED"))
    yield
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    for name, key in keys:
        session.execute(text(f'ALTER TABLE "{name}" ALTER CONSTRAINT "{key}" NOT DEFERRABLE'))


def _keys_to_themselves(session: Session) -> Iterator[tuple[str, str]]:
    seen = inspect(session.connection())
    for name in seen.get_table_names():
        for key in seen.get_foreign_keys(name):
            if key["referred_table"] == name and key["name"] is not None:
                yield name, key["name"]


def _count_on(session: Session, table: Table) -> None:
    """Have PostgreSQL give the next row a number after those that came in."""
    if table.rows and table.columns.get("id") is Kind.INTEGER:
        last = sa.select(sa.func.max(sa.column("id", sa.Integer))).select_from(sa.table(table.name))
        series = sa.func.pg_get_serial_sequence(table.name, "id")
        # A journal's numbers are its own and have no series; NULL sets nothing.
        session.execute(sa.select(sa.func.setval(series, last.scalar_subquery())))

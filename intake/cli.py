"""Commands of intake: ``./saraban intake …``."""

import datetime as dt
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup
from sqlmodel import Session

from intake import demo
from intake.ledger import Fate, Period, ledger, unannounced
from intake.operations import accept_file, shown_name
from registry import people
from registry.cli import ready_office
from registry.errors import RegistryError
from registry.office import Office, office
from registry.thai import short_date
from registry.troubles import UNREACHED, trouble_of
from registry.vocabulary import Channel

ROUND_SECONDS = 2.0

group = AppGroup("intake", help="คำสั่งของงานรับ")


def init_app(app: Flask) -> None:
    """Add the commands to ``flask``."""
    app.cli.add_command(group)


@group.command("add")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--unit", default="", help="ชื่อหน่วยงานที่รับ หากไม่ระบุคือหน่วยงานสูงสุด")
def add_command(files: tuple[Path, ...], unit: str) -> None:
    """นำไฟล์เข้ารับ."""
    here = office()
    with here.database.reading() as session:
        unit_id = _unit_id(session, unit)
    failed = 0
    for path in files:
        try:
            draft_id = _add(here, path, unit_id)
        except OSError as error:
            failed += 1
            click.echo(f"เปิดไฟล์ {shown_name(path.name)} ไม่ได้ ({error.strerror})", err=True)
        else:
            click.echo(f"รับไฟล์ {shown_name(path.name)} แล้ว เป็นไฟล์เข้าที่ {draft_id}")
    sys.exit(1 if failed else 0)


@group.command("ledger")
@click.option("--from", "first", type=click.DateTime(["%Y-%m-%d"]), help="ตั้งแต่วัน เช่น 2025-05-02")
@click.option("--to", "last", type=click.DateTime(["%Y-%m-%d"]), help="ถึงวัน")
def ledger_command(first: dt.datetime | None, last: dt.datetime | None) -> None:
    """แสดงว่าทุกไฟล์ที่เคยเข้ามาอยู่ที่ใด แยกตามวันและช่องทาง."""
    period = Period(first and first.date(), last and last.date())
    with ready_office().database.reading() as session:
        found, strangers = ledger(session, None, period), unannounced(session)
    for line in reversed(found.lines):
        click.echo(f"{short_date(line.day)} {line.channel.label}: {_told(line.arrived, line.went)}")
    click.echo(f"รวม {_told(found.arrived, found.went)}")
    for one in found.unknown:
        click.echo(f"ไม่ทราบว่าอยู่ที่ใด: ไฟล์เข้าที่ {one.draft_id} {one.file_name}")
    for draft_id in strangers:
        click.echo(f"ไม่มีประวัติว่าเข้ามาเมื่อใด: ไฟล์เข้าที่ {draft_id}")
    sys.exit(1 if found.unknown or strangers else 0)


def _told(arrived: int, went: Mapping[Fate, int]) -> str:
    parts = " + ".join(f"{fate.label} {count:,}" for fate, count in went.items() if count)
    return f"เข้า {arrived:,} = {parts or 0}"


@group.command("demo")
def demo_command() -> None:
    """ทำหน่วยงานสาธิต มีเจ้าหน้าที่ทุกบทบาทและหนังสือรอลงรับ."""
    here = office()
    unit_id = demo.make(here)
    if unit_id is not None:
        for sample in demo.samples():
            _add(here, sample, unit_id)
    click.echo(demo.introduction(here) or "มีหน่วยงานจริงอยู่แล้ว จึงไม่ทำหน่วยงานสาธิต")


@group.command("watch")
def watch_command() -> None:
    """เฝ้าแฟ้มที่เครื่องสแกนวางไฟล์ จนกว่าจะสั่งปิด."""
    here = office()
    if here.settings.watch_folder is None:
        raise click.ClickException("ยังไม่ได้ตั้ง SARABAN_WATCH_FOLDER ว่าจะเฝ้าแฟ้มใด")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    watch(here, here.settings.watch_folder, stop, say=partial(click.echo, err=True))


def watch(
    here: Office,
    folder: Path,
    stop: threading.Event,
    *,
    say: Callable[[str], None],
    every: float = ROUND_SECONDS,
) -> None:
    """Look into the folder every few seconds until told to stop; each trouble is said once."""
    from intake.folder import Watcher  # noqa: PLC0415 - it opens documents, other commands do not

    watcher, said = None, ""
    while not stop.wait(every):
        try:
            if watcher is None:
                with here.database.reading() as session:
                    unit_id = _unit_id(session, here.settings.watch_unit)
                watcher = Watcher(here, folder, unit_id)
            watcher.look()
            said = ""
        except (click.ClickException, OSError, *UNREACHED) as error:
            # No agency yet, a share or a database that is away: it may come, so we wait for it.
            trouble = trouble_of(error) or error
            if str(trouble) != said:
                said = str(trouble)
                say(f"แฟ้ม {folder}: {said}")


def _add(here: Office, path: Path, unit_id: int) -> int:
    with path.open("rb") as file:
        original = here.files.put(file)
    with here.database.transaction() as session:
        draft = accept_file(
            session,
            here.jobs,
            here.files,
            unit_id=unit_id,
            original=original,
            file_name=path.name,
            size=path.stat().st_size,
            channel=Channel.COMMAND,
            at=here.clock.now(),
            by=None,
        )
    assert draft.id is not None
    return draft.id


def _unit_id(session: Session, name: str) -> int:
    """Return the unit of this name, or the agency; end the command if there is none."""
    try:
        unit = people.unit_named(session, name) if name else people.agency(session)
    except RegistryError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    if unit is None or unit.id is None:
        raise click.ClickException("ยังไม่ได้ตั้งหน่วยงาน กรุณาเปิดระบบแล้วตั้งหน่วยงานก่อน")
    return unit.id

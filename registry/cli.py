"""Commands of the registry: ``./saraban registry …`` and the ones the front door calls."""

import logging
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from registry import journal, second_factor, setup
from registry.archive import Archive
from registry.backup import back_up, note_proven
from registry.check import check
from registry.errors import NotFound, RegistryError
from registry.migrate import is_current, migrate
from registry.office import Office, office
from registry.people import agency, officer_named
from registry.restore import restore
from registry.serving import ServingFailed, address, serve
from registry.troubles import trouble_of
from registry.web import thai_moment
from registry.worker import Worker

AT_SERVER = "สั่งที่เครื่องแม่ข่าย"

group = AppGroup("registry", help="คำสั่งของทะเบียน")
journal_group = AppGroup("journal", help="คำสั่งของประวัติ")

KEY_APART = (
    "ชุดสำรองไม่มีกุญแจของหน่วยงาน หากไม่นำไฟล์ secret_key เดิม (หรือค่า SARABAN_SECRET_KEY เดิม) กลับมาด้วย "
    "ให้สั่ง ./saraban registry reset-second-factor --everybody เพื่อให้ทุกคนตั้งการยืนยันขั้นที่สองใหม่"
)

NOT_UPGRADED = "ปรับฐานข้อมูลไม่สำเร็จ ข้อมูลทั้งหมดยังเป็นของรุ่นเดิม กรุณาเปิดโปรแกรมรุ่นเดิมใช้งานต่อ แล้วแจ้งผู้พัฒนา"

MOST_TOLD = 20
"""Broken entries that are listed one by one."""


def init_app(app: Flask) -> None:
    """Add the commands to ``flask``."""
    app.cli.add_command(group)
    app.cli.add_command(journal_group)


@group.command("migrate")
def migrate_command() -> None:
    """ปรับฐานข้อมูลให้ตรงกับโปรแกรมรุ่นนี้."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with told():
        try:
            migrate(office().settings.database_url)
        except SQLAlchemyError as error:
            if trouble_of(error) is not None:
                raise
            raise click.ClickException(f"{NOT_UPGRADED} ({error})") from error
        for prepare in current_app.extensions["registry.preparations"]:
            prepare()


@group.command("serve")
def serve_command() -> None:
    """เปิดเว็บและตัวอ่าน จนกว่าจะสั่งปิด."""
    here = ready_office()
    try:
        serve(here.settings, click.echo, ready=_welcome)
    except ServingFailed as error:
        raise click.ClickException(str(error)) from error


@group.command("worker")
def worker_command() -> None:
    """ทำงานที่รออยู่ทีละงาน."""
    here = ready_office()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    handlers = current_app.extensions["registry.handlers"]()
    equipment = current_app.extensions["registry.equipment"]()
    Worker(here.database, here.clock, handlers, equipment).run(stop)


@group.command("check")
def check_command() -> None:
    """เทียบทะเบียน ไฟล์ เลข ประวัติ และดัชนีค้น พิมพ์ทุกข้อที่พบ."""
    here = ready_office()
    with here.database.reading() as session:
        found = list(check(session, here.files, current_app.extensions["registry.mentions"]))
        for also in current_app.extensions["registry.checks"]:
            found += also(session)
    for finding in found:
        click.echo(f"{finding.code}: {finding.sentence}")
    click.echo(f"พบ {len(found)} ข้อ" if found else "ไม่พบข้อผิดปกติ")
    sys.exit(1 if found else 0)


@group.command("backup")
@click.argument("folder", type=click.Path(path_type=Path))
def backup_command(folder: Path) -> None:
    """สำรองข้อมูลลงแฟ้มขณะเปิดใช้งานอยู่ แล้วนำกลับในที่ชั่วคราวเพื่อพิสูจน์."""
    here = ready_office()
    mentions, keep = current_app.extensions["registry.mentions"], here.settings.backup_keep
    with _failing_loudly("สำรองข้อมูลไม่สำเร็จ"):
        folder.mkdir(parents=True, exist_ok=True)
        proof = back_up(here, folder, mentions, keep=keep)
    with here.database.transaction() as session:
        note_proven(session, proof, at=here.clock.now())
    click.echo(
        f"สำรองแล้วที่ {proof.folder}: {proof.row_count:,} แถว {proof.file_count:,} ไฟล์ "
        f"({proof.byte_count / 1024**2:,.1f} MiB) นำกลับในที่ชั่วคราวแล้วตรงกันทุกแถวและทุกไฟล์"
    )


@group.command("restore")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--name", default="", help="ชื่อรายการสำรองในแฟ้ม manifests หากไม่ระบุคือชุดล่าสุด")
def restore_command(folder: Path, name: str) -> None:
    """นำข้อมูลกลับจากชุดสำรองลงที่ว่าง."""
    here, archive = office(), Archive(folder)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    with _failing_loudly("นำข้อมูลกลับไม่สำเร็จ"):
        name = name or archive.newest()
        manifest = archive.manifest(name)
        restore(here, archive, manifest, name)
    click.echo(
        f"นำ {manifest.agency} ของ {thai_moment(manifest.taken_at)} กลับแล้ว: "
        f"{manifest.rows:,} แถว {manifest.files.rows:,} ไฟล์ สั่ง ./saraban up เพื่อเปิดระบบ"
    )
    now = here.settings.without_secrets()
    for setting, said in sorted(manifest.settings.items()):
        if now.get(setting) != said:
            click.echo(f"ค่าตั้งเดิม {setting}={said}")
    click.echo(KEY_APART)


@journal_group.command("verify")
@click.option("--entry", type=int, help="เลขรายการสุดท้ายของวัน ตามกระดาษที่ลงนามไว้")
@click.option("--hash", "typed", default="", help="ลายนิ้วมือสิ้นวันบนกระดาษ อย่างน้อย 16 ตัวแรก")
def verify_command(entry: int | None, typed: str) -> None:
    """ตรวจว่าประวัติต่อเนื่องครบและไม่ถูกแก้ไข และตรงกับกระดาษที่ลงนามไว้."""
    here = ready_office()
    with here.database.reading() as session:
        end, found = journal.end(session), [said for _, said in journal.breaks(session)]
        if entry is not None and not journal.agrees(session, entry, typed):
            found.append(f"รายการที่ {entry} ไม่ตรงกับลายนิ้วมือบนกระดาษ")
    for said in found[:MOST_TOLD]:
        click.echo(said)
    if found:
        raise click.ClickException(f"ประวัติถูกแก้ไข พบ {len(found):,} ข้อ ข้อแรกคือ {found[0]}")
    click.echo(f"ประวัติ {end.last_id:,} รายการ ต่อเนื่องครบ ไม่ถูกแก้ไข ลายนิ้วมือสุดท้าย {end.hash}")


@group.command("setup-link")
def setup_link_command() -> None:
    """ออกลิงก์ใช้ครั้งเดียวสำหรับตั้งหน่วยงานและผู้ดูแลระบบคนแรก."""
    click.echo(_setup_link() or "ตั้งหน่วยงานไว้แล้ว")


@group.command("reset-second-factor")
@click.argument("logins", nargs=-1)
@click.option("--everybody", is_flag=True, help="ทุกคน เมื่อกุญแจของหน่วยงานหายหรือเปลี่ยนไป")
def reset_second_factor_command(logins: tuple[str, ...], *, everybody: bool) -> None:
    """ล้างการยืนยันสองขั้นของผู้ใช้ที่ไม่มีใครล้างให้ได้แล้ว."""
    here = ready_office()
    try:
        with here.database.transaction() as session:
            chosen = [officer_named(session, login) for login in logins]
            for officer_id in second_factor.users(session) if everybody else chosen:
                second_factor.take_away(session, officer_id, AT_SERVER, at=here.clock.now())
    except NotFound as error:
        raise click.ClickException(str(error)) from error
    click.echo("ล้างการยืนยันสองขั้นแล้ว เจ้าตัวตั้งใหม่ได้เมื่อเข้าสู่ระบบ")


def ready_office() -> Office:
    """Return the office, or end the command if its database has not the shape we expect."""
    here = office()
    with told():
        if not is_current(here.database):
            raise click.ClickException("ฐานข้อมูลยังไม่พร้อม โปรดสั่ง ./saraban up ก่อน")
    return here


@contextmanager
def told() -> Iterator[None]:
    """End the command with a sentence where the machine, not the program, is the trouble."""
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        if (trouble := trouble_of(error)) is None:
            raise
        raise click.ClickException(f"{trouble} ({error})") from error


@contextmanager
def _failing_loudly(what: str) -> Iterator[None]:
    """End the command with a sentence and status 1 where the disk or the archive refuses."""
    try:
        yield
    except RegistryError as refusal:
        raise click.ClickException(f"{what}: {refusal}") from refusal
    except OSError as error:
        raise click.ClickException(f"{what}: {error.strerror} ({error.filename})") from error


def _welcome() -> str:
    link = _setup_link()
    lines = [f"เปิดระบบแล้วที่ {address(office().settings)}"]
    if link is not None:
        lines.append(f"ตั้งหน่วยงานครั้งแรกที่ {link} (ใช้ได้ครั้งเดียว ภายใน 24 ชั่วโมง)")
    lines.append("กด Ctrl-C เพื่อปิด")
    return "\n".join(lines)


def _setup_link() -> str | None:
    here = office()
    with here.database.transaction() as session:
        if agency(session) is not None:
            return None
        token = setup.new_link(session, at=here.clock.now())
    return f"{address(here.settings)}setup/{token}"

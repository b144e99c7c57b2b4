"""Commands of the registry: ``./saraban registry …`` and the ones the front door calls."""

import logging
import signal
import sys
import threading

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from registry import setup
from registry.check import check
from registry.migrate import is_current, migrate
from registry.office import Office, office
from registry.people import agency
from registry.serving import ServingFailed, address, serve
from registry.worker import Worker

group = AppGroup("registry", help="คำสั่งของทะเบียน")


def init_app(app: Flask) -> None:
    """Add the commands to ``flask``."""
    app.cli.add_command(group)


@group.command("migrate")
def migrate_command() -> None:
    """ปรับฐานข้อมูลให้ตรงกับโปรแกรมรุ่นนี้."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    migrate(office().settings.database_url)
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
    Worker(here.database, here.clock, handlers).run(stop)


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


@group.command("setup-link")
def setup_link_command() -> None:
    """ออกลิงก์ใช้ครั้งเดียวสำหรับตั้งหน่วยงานและผู้ดูแลระบบคนแรก."""
    click.echo(_setup_link() or "ตั้งหน่วยงานไว้แล้ว")


def ready_office() -> Office:
    """Return the office, or end the command if its database has not the shape we expect."""
    here = office()
    if not is_current(here.database):
        raise click.ClickException("ฐานข้อมูลยังไม่พร้อม โปรดสั่ง ./saraban up ก่อน")
    return here


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

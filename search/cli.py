"""Commands of search: ``./saraban search …``."""

import click
from flask import Flask
from flask.cli import AppGroup

from registry.cli import ready_office
from search import indexing
from search.backend import IndexBusy, IndexDamaged
from search.engine import engine

group = AppGroup("search", help="คำสั่งของการค้น")


def init_app(app: Flask) -> None:
    """Add the commands to ``flask``."""
    app.cli.add_command(group)


@group.command("rebuild")
def rebuild_command() -> None:
    """จัดทำดัชนีค้นใหม่ทั้งหมดจากทะเบียน ระหว่างนั้นยังค้นจากดัชนีเดิมได้."""
    count = indexing.rebuild(ready_office().database, engine())
    click.echo(f"จัดทำดัชนีค้นแล้ว {count} ฉบับ")


@group.command("check")
def check_command() -> None:
    """เทียบดัชนีค้นกับทะเบียน แล้วแก้ดัชนีให้ตรง ถ้าดัชนีเสียหายจะจัดทำใหม่."""
    here = ready_office()
    if engine().index.is_stale:
        raise click.ClickException("ดัชนีค้นยังไม่พร้อม โปรดสั่ง ./saraban search rebuild")
    try:
        mended = indexing.mend(here.database, engine())
    except IndexBusy as refusal:
        raise click.ClickException(str(refusal)) from refusal
    except IndexDamaged:
        count = indexing.rebuild(here.database, engine())
        click.echo(f"ดัชนีค้นเสียหาย จัดทำใหม่แล้ว {count} ฉบับ")
        return
    for letter_id in mended:
        click.echo(f"แก้ดัชนีของหนังสือที่ {letter_id}")
    click.echo(f"แก้แล้ว {len(mended)} ฉบับ" if mended else "ดัชนีค้นตรงกับทะเบียน")

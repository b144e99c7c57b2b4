"""Is this machine's clock right: asked of the kernel, which knows whether anything keeps it."""

import ctypes
import datetime as dt

from sqlalchemy import func
from sqlmodel import Session, select

STA_UNSYNC = 0x0040  # linux/timex.h
_SIZE, _STATUS = 256, 40
"""Bytes of ``struct timex``, with room to spare, and where its status stands on 64 bits."""


def is_kept() -> bool | None:
    """Tell whether a time server keeps the clock; ``None`` where the kernel does not say."""
    said = ctypes.create_string_buffer(_SIZE)  # all zero: nothing is to be changed
    try:
        if ctypes.CDLL(None).adjtimex(said) < 0:
            return None
    except (OSError, AttributeError):
        return None
    return not int.from_bytes(said.raw[_STATUS : _STATUS + 4], "little") & STA_UNSYNC


def database_ahead(session: Session, *, at: dt.datetime) -> float:
    """Return by how many seconds the clock of the database's machine is ahead of ours."""
    if session.get_bind().dialect.name == "sqlite":
        return 0.0  # it is our own
    said: dt.datetime = session.exec(select(func.clock_timestamp())).one()
    return (said - at).total_seconds()

"""Troubles of the machine that an officer can be told of: full disk, silent database.

They are faults, not refusals: nothing is wrong with what was asked, and nothing
of it was done. Each says who must act, since trying again does not mend a disk.
"""

import errno
from http import HTTPStatus

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from registry.errors import RegistryError


class DiskFull(RegistryError):
    """There is no room for a file, or for a row."""

    code = "disk-full"
    status = HTTPStatus.INSUFFICIENT_STORAGE
    message = "ดิสก์ของเครื่องแม่ข่ายเต็ม รายการนี้ยังไม่ได้บันทึก กรุณาแจ้งผู้ดูแลระบบให้เพิ่มพื้นที่ แล้วทำรายการใหม่"


class DiskReadOnly(RegistryError):
    """The disk, or the database on it, takes nothing any more."""

    code = "disk-read-only"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    message = (
        "เขียนลงดิสก์ของเครื่องแม่ข่ายไม่ได้ รายการนี้ยังไม่ได้บันทึก "
        "กรุณาแจ้งผู้ดูแลระบบให้ตรวจดิสก์และสิทธิ์ของแฟ้ม แล้วทำรายการใหม่"
    )


class DatabaseBusy(RegistryError):
    """Somebody else has held the database for longer than anybody can wait."""

    code = "database-busy"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    message = "ฐานข้อมูลไม่ว่างนานผิดปกติ รายการนี้ยังไม่ได้บันทึก กรุณาลองใหม่ หากยังเป็นอยู่ให้แจ้งผู้ดูแลระบบ"


class DatabaseAway(RegistryError):
    """The database cannot be asked; whether it took the last change is not known."""

    code = "database-away"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    message = (
        "ติดต่อฐานข้อมูลไม่ได้ กรุณารอสักครู่แล้วตรวจว่ารายการนี้บันทึกแล้วหรือยังก่อนทำใหม่ หากยังเป็นอยู่ให้แจ้งผู้ดูแลระบบ"
    )


UNREACHED = (OperationalError, InterfaceError)
"""What SQLAlchemy raises when the database, not the statement, is the trouble."""

PASSES = (DiskFull, DatabaseBusy, DatabaseAway)
"""Troubles after whose end the same work succeeds, whatever it was."""

_BY_ERRNO = {
    errno.ENOSPC: DiskFull,
    errno.EDQUOT: DiskFull,
    errno.EFBIG: DiskFull,
    errno.EROFS: DiskReadOnly,
    errno.EACCES: DiskReadOnly,
    errno.EIO: DiskReadOnly,
}
_BY_SQLITE = {
    "SQLITE_FULL": DiskFull,
    "SQLITE_READONLY": DiskReadOnly,
    "SQLITE_IOERR": DiskReadOnly,
    "SQLITE_CANTOPEN": DiskReadOnly,
    "SQLITE_BUSY": DatabaseBusy,
    "SQLITE_LOCKED": DatabaseBusy,
}
_BY_SQLSTATE = {
    "53100": DiskFull,
    "25006": DiskReadOnly,
    "55P03": DatabaseBusy,
    "57014": DatabaseBusy,
}


def trouble_of(error: BaseException) -> RegistryError | None:
    """Say what an error is in an officer's words; ``None`` if it is a fault of the program."""
    kind: type[RegistryError] | None = None
    if isinstance(error, DBAPIError):
        kind = _of_database(error)
    elif isinstance(error, OSError):
        kind = _BY_ERRNO.get(error.errno or 0)
    return kind() if kind is not None else None


def _of_database(error: DBAPIError) -> type[RegistryError] | None:
    name = getattr(error.orig, "sqlite_errorname", None)
    if name is not None:  # SQLITE_READONLY_DBMOVED is a kind of SQLITE_READONLY
        return _BY_SQLITE.get("_".join(name.split("_")[:2]))
    state = getattr(error.orig, "sqlstate", None)
    if state in _BY_SQLSTATE:
        return _BY_SQLSTATE[state]
    return DatabaseAway if error.connection_invalidated or isinstance(error, UNREACHED) else None

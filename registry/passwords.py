"""What a password must be, how it is kept and how long it lasts."""

import calendar
import datetime as dt
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from registry.errors import RegistryError
from registry.people_models import Officer
from registry.thai import bangkok_day

SHORTEST_PASSWORD = 8
COMMON = Path(__file__).parent / "data" / "common_passwords.txt"
MONTHS = 12

# OWASP's setting for argon2id: 19 MiB and two passes.
PASSWORDS = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


class PasswordRefused(RegistryError):
    """The password is too short, or among the first that anybody would guess."""

    code = "password-refused"
    message = "รหัสผ่าน{reason}"


def fault_of(password: str) -> str:
    """Return in Thai what is wrong with a new password; nothing if it may be used."""
    if len(password) < SHORTEST_PASSWORD:
        return f"ต้องยาวอย่างน้อย {SHORTEST_PASSWORD} ตัวอักษร"
    if password.lower() in _common():
        return "นี้มีผู้ใช้มากจนเดาได้ง่าย กรุณาตั้งใหม่ เช่น คำไทยหลายคำที่ไม่เกี่ยวกัน"
    return ""


def hashed(password: str) -> str:
    """Return the argon2id hash of a password; raise ``PasswordRefused`` if it protects nothing."""
    if fault := fault_of(password):
        raise PasswordRefused(reason=fault)
    return PASSWORDS.hash(password)


def is_password(password: str, kept: str) -> bool:
    """Tell whether a password is the one whose hash is kept; slow on purpose."""
    try:
        return PASSWORDS.verify(kept, password)
    except VerifyMismatchError:
        return False


def is_due(officer: Officer, months: int, *, at: dt.datetime) -> bool:
    """Tell whether an officer must change his password; ``months`` 0 is never.

    One that somebody else gave him is due at once.
    """
    if not months:
        return False
    chosen = officer.password_changed_at
    return chosen is None or bangkok_day(at) >= _later(bangkok_day(chosen), months)


def _later(day: dt.date, months: int) -> dt.date:
    """Return the same day some months on, or the last of a month that has no such day."""
    years, month = divmod(day.month - 1 + months, MONTHS)
    year = day.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


@cache
def _common() -> frozenset[str]:
    return frozenset(COMMON.read_text(encoding="utf-8").splitlines())

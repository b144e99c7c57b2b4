"""A demonstration agency: units of three levels, officers of every role, letters waiting."""

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from registry import people
from registry.calendar_import import proposed_holidays
from registry.calendar_operations import confirm_year, import_holidays
from registry.office import Office
from registry.people_models import Officer
from registry.thai import bangkok_day, buddhist_year
from registry.vocabulary import Role

SAMPLES = Path(__file__).resolve().parent / "samples"

AGENCY = "กรมส่งเสริมงานสารบรรณ"
UNITS: Mapping[tuple[str, str], Sequence[tuple[str, str]]] = {
    ("สำนักงานเลขานุการกรม", "สลก."): (("ฝ่ายสารบรรณ", "ฝสบ."), ("ฝ่ายบริหารทั่วไป", "ฝบท.")),
    ("กองคลัง", "กค."): (("กลุ่มงานบัญชี", "กบช."), ("กลุ่มงานพัสดุ", "กพด.")),
    ("กองแผนงาน", "กผง."): (("กลุ่มงานติดตามและประเมินผล", "กตป."),),
}
"""Each division and its groups, with the abbreviations of the distribution grid."""


@dataclass(frozen=True, slots=True)
class Person:
    """One invented officer."""

    login: str
    name: str
    position: str
    unit: str
    role: Role


PEOPLE = (
    Person("admin", "วารี ตั้งระบบ", "นักวิชาการคอมพิวเตอร์ชำนาญการ", AGENCY, Role.ADMINISTRATOR),
    Person("clerk", "ปิ่น น้ำใส", "เจ้าพนักงานธุรการชำนาญงาน", AGENCY, Role.CLERK),
    Person("head", "ธำรง สั่งการดี", "อธิบดี", AGENCY, Role.HEAD),
    Person("auditor", "ญาดา ตรวจถ้วน", "นักวิชาการตรวจสอบภายใน", AGENCY, Role.AUDITOR),
    Person("secret", "มิดา เก็บมิดชิด", "นักจัดการงานทั่วไป", AGENCY, Role.SECRET_REGISTRAR),
    Person("clerk.fin", "กุ้ง รับไว", "เจ้าพนักงานธุรการปฏิบัติงาน", "กองคลัง", Role.CLERK),
    Person("head.fin", "ฐิติ คุมคลัง", "ผู้อำนวยการกองคลัง", "กองคลัง", Role.HEAD),
    Person("staff.acc", "ฎีกา ลงบัญชี", "นักวิชาการเงินและบัญชี", "กลุ่มงานบัญชี", Role.STAFF),
)


def make(office: Office) -> int | None:
    """Make the agency and return its id, or ``None`` if there is an agency already.

    The officers' password is drawn by lot and kept beside the data, readable
    by its owner only, so that a later start can print it again.
    """
    now = office.clock.now()
    with office.database.transaction() as session:
        if people.agency(session) is not None:
            return None
        password = _password(office)
        units = _units(session, now)
        for one in PEOPLE:
            officer = people.add_officer(
                session, one.login, one.name, password, position=one.position, at=now
            )
            assert officer.id is not None
            people.give_role(session, officer.id, units[one.unit], one.role, at=now)
            if one.role is Role.ADMINISTRATOR:
                _know_the_year(session, office, officer, now)
    return units[AGENCY]


def samples() -> list[Path]:
    """Return the letters of our own making that wait in the demonstration's intake."""
    return sorted(path for path in SAMPLES.glob("*") if path.suffix in {".pdf", ".jpg"})


def introduction(office: Office) -> str:
    """Return who may sign in and how, or nothing if this is not a demonstration."""
    place = _password_file(office)
    if not place.exists():
        return ""
    lines = [f"หน่วยงานสาธิต ทุกคนใช้รหัสผ่าน {place.read_text()}"]
    lines += [f"  {one.login:<10} {one.role.label} ({one.unit})" for one in PEOPLE]
    return "\n".join(lines)


def _know_the_year(session: Session, office: Office, officer: Officer, now: dt.datetime) -> None:
    """Take this year's holidays as the package has them; a real office checks them first."""
    year, keeper = buddhist_year(now), people.actor_of(session, officer, on=bangkok_day(now))
    found = proposed_holidays(year)
    days = [one.day for one in found]
    import_holidays(session, office.jobs, year, found, days, by=keeper, at=now)
    confirm_year(session, office.jobs, year, by=keeper, at=now)


def _units(session: Session, now: dt.datetime) -> dict[str, int]:
    made: dict[str, int] = {}

    def add(name: str, short_name: str, parent: str | None) -> None:
        unit = people.add_unit(
            session, name, short_name=short_name, parent_id=made[parent] if parent else None, at=now
        )
        assert unit.id is not None
        made[name] = unit.id

    add(AGENCY, "กสส.", None)
    for (division, short_name), groups in UNITS.items():
        add(division, short_name, AGENCY)
        for group, group_short_name in groups:
            add(group, group_short_name, division)
    return made


def _password(office: Office) -> str:
    place = _password_file(office)
    place.touch(mode=0o600)
    place.write_text(f"saraban-{secrets.token_hex(3)}")
    return place.read_text()


def _password_file(office: Office) -> Path:
    return office.settings.data / "demo-password"

"""Where an officer can go: the table behind the top of every page and its keys."""

from dataclasses import dataclass

from registry.people import Actor
from registry.vocabulary import Permission


@dataclass(frozen=True, slots=True)
class Place:
    """One destination. ``permissions`` are the ones of which any opens it."""

    endpoint: str
    label: str
    permissions: frozenset[Permission]
    key: str = ""
    is_main: bool = True
    """Whether it stands at the top of the page; the others stand at its foot."""
    counted: str = ""
    """The endpoint that writes its name with how much waits there."""


READS = frozenset({Permission.READ})
RUNS = frozenset({Permission.REGISTER, Permission.ADMINISTER})
WORKS_HERE = frozenset({Permission.READ, Permission.ADMINISTER})

PLACES = (
    Place("intake.today", "รับเข้าวันนี้", frozenset({Permission.REGISTER}), "g i"),
    Place("routing.mine", "งานของฉัน", frozenset({Permission.WORK}), "g m"),
    Place("routing.basket", "ตะกร้าหนังสือ", READS, "g b"),
    Place("registry.register_book", "ทะเบียนหนังสือรับ", READS, "g r"),
    Place("registry.sent_book", "ทะเบียนหนังสือส่ง", READS, "g s"),
    Place("search.results", "ค้นหนังสือ", READS, "g f"),
    Place(
        "intake.secret_files",
        "เรื่องลับ",
        frozenset({Permission.KEEP_SECRETS}),
        counted="intake.secret_count",
    ),
    Place("registry.people", "หน่วยงานและเจ้าหน้าที่", frozenset({Permission.ADMINISTER})),
    Place("registry.history", "ประวัติ", frozenset({Permission.AUDIT})),
    Place("routing.grids", "ตารางเวียนหนังสือ", frozenset({Permission.ROUTE}), is_main=False),
    Place("registry.calendar", "วันหยุดราชการ", RUNS, is_main=False),
    Place(
        "registry.choices",
        "ค่าที่หน่วยงานกำหนด",
        frozenset({Permission.ADMINISTER}),
        is_main=False,
    ),
    Place(
        "search.synonyms",
        "คำย่อและคำพ้อง",
        frozenset({Permission.ADMINISTER}),
        is_main=False,
    ),
    Place("registry.verify", "ตรวจสอบรหัสบนเอกสาร", READS, is_main=False),
    Place("routing.statistics", "สถิติ", READS, is_main=False),
    Place("registry.standing_in", "ใครแทนใคร", WORKS_HERE, is_main=False),
    Place(
        "intake.ledger",
        "บัญชีไฟล์เข้า",
        frozenset({Permission.REGISTER, Permission.AUDIT}),
        is_main=False,
    ),
    Place(
        "registry.secret_book",
        "ทะเบียนรับข้อมูลข่าวสารลับ",
        frozenset({Permission.KEEP_SECRETS}),
        is_main=False,
    ),
    Place("registry.condition", "สภาพระบบ", RUNS, is_main=False),
)
"""Every place, in the order an officer meets them. Parts name theirs by endpoint."""


def places_for(actor: Actor | None, endpoints: frozenset[str]) -> tuple[Place, ...]:
    """Return the places that are mounted and open to an officer; none for a stranger."""
    if actor is None:
        return ()
    return tuple(
        place
        for place in PLACES
        if place.endpoint in endpoints and any(actor.may(one) for one in place.permissions)
    )

"""Written orders by which roles are given; the journal keeps them."""

from collections.abc import Mapping
from http import HTTPStatus

from sqlmodel import Session, col, select

from registry.choices import choices_of
from registry.errors import RegistryError
from registry.journal import Event
from registry.models import JournalEntry
from registry.people import Keep
from registry.vocabulary import Role


class RoleOrderNeeded(RegistryError):
    """The agency wants to see the written order before anybody is given a role."""

    code = "role-order-needed"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "หน่วยงานกำหนดให้แนบคำสั่งที่เป็นลายลักษณ์อักษรเมื่อให้บทบาท กรุณาเลือกไฟล์คำสั่งแล้วส่งใหม่"


def require_order(session: Session, keep: Keep | None) -> None:
    """Raise ``RoleOrderNeeded`` if there is no written order and the agency wants one."""
    if keep is None and choices_of(session).role_needs_order:
        raise RoleOrderNeeded


def orders_of(session: Session, officer_id: int) -> Mapping[tuple[int, Role], JournalEntry]:
    """Return the entry with the last order for each role an officer was given, by unit and role."""
    given = select(JournalEntry).where(
        JournalEntry.event == Event.ROLE_GIVEN.value,
        JournalEntry.about == "officer",
        JournalEntry.about_id == officer_id,
    )
    return {
        (one.after["unit_id"], Role(one.after["role"])): one
        for one in session.exec(given.order_by(col(JournalEntry.id)))
        if "digest" in one.after
    }

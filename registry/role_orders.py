"""Written orders by which roles are given; the journal keeps them."""

from collections.abc import Collection, Mapping
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


class RegistrarOrderNeeded(RegistryError):
    """The head of the agency names the registrars of secrets in writing, whatever else it wants."""

    code = "registrar-order-needed"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = (
        "นายทะเบียนข้อมูลข่าวสารลับต้องแต่งตั้งเป็นลายลักษณ์อักษร (ระเบียบว่าด้วยการรักษาความลับของทางราชการ "
        "พ.ศ. 2544) กรุณาเลือกไฟล์คำสั่งแล้วส่งใหม่"
    )


class OwnRegistrar(RegistryError):
    """Who gives roles cannot let himself into what is secret."""

    code = "own-registrar"
    message = "แต่งตั้งตนเองเป็นนายทะเบียนข้อมูลข่าวสารลับไม่ได้ กรุณาให้ผู้ดูแลระบบอีกคนหนึ่งเป็นผู้บันทึก"


def require_order(session: Session, roles: Collection[Role], keep: Keep | None) -> None:
    """Raise ``RegistrarOrderNeeded`` or ``RoleOrderNeeded`` if a written order is missing."""
    if keep is not None or not roles:
        return
    if Role.SECRET_REGISTRAR in roles:
        raise RegistrarOrderNeeded
    if choices_of(session).role_needs_order:
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

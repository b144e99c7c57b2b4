"""Whose files these are: the one condition on which every page of intake stands.

A clerk meets the files of the units in which he registers letters, and no
others, counts and pictures included; a file set aside as secret is nobody's but
the registrar's of secrets.
"""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from intake.models import Draft, DraftPage
from intake.secrecy import is_secret
from intake.states import DraftState
from registry.errors import NotFound
from registry.models import Receipt, RegisterBook
from registry.people import Actor
from registry.vocabulary import Permission


def in_hand(actor: Actor) -> ColumnElement[bool]:
    """Return the one SQL condition for the files a clerk may see."""
    units = actor.permissions.get(Permission.REGISTER, frozenset())
    return col(Draft.unit_id).in_(units) & ~is_secret()


def draft_in_hand(session: Session, actor: Actor, draft_id: int) -> Draft:
    """Return one file; raise ``NotFound`` unless it lies in one of the clerk's units."""
    draft = session.exec(select(Draft).where(Draft.id == draft_id, in_hand(actor))).first()
    if draft is None:
        raise NotFound(what="ไฟล์")
    return draft


def secret_in_hand(actor: Actor) -> ColumnElement[bool]:
    """Return the one SQL condition for the files set aside as secret that an officer may see."""
    units = actor.permissions.get(Permission.KEEP_SECRETS, frozenset())
    return col(Draft.unit_id).in_(units) & is_secret()


def secret_draft(session: Session, actor: Actor, draft_id: int) -> Draft:
    """Return a file set aside as secret; raise ``NotFound`` unless the officer keeps secrets."""
    wanted = select(Draft).where(Draft.id == draft_id, secret_in_hand(actor))
    draft = session.exec(wanted).first()
    if draft is None:
        raise NotFound(what="ไฟล์")
    return draft


def handed_over(session: Session, actor: Actor, *, since: dt.datetime) -> Sequence[dt.datetime]:
    """Return when files came in that the officer himself brought and that are secret.

    He has held the paper; of what others brought in he is not told.
    """
    wanted = select(Draft.arrived_at).where(
        is_secret(), Draft.arrived_by == actor.id, Draft.arrived_at >= since.astimezone(dt.UTC)
    )
    return session.exec(wanted.order_by(col(Draft.arrived_at))).all()


def among_newest(actor: Actor, *, since: dt.datetime, most: int) -> ColumnElement[bool]:
    """Return the SQL condition for the last numbers given in the clerk's units since a moment.

    It walks one index, however many letters the books hold.
    """
    units = actor.permissions.get(Permission.REGISTER, frozenset())
    books = select(RegisterBook.id).where(col(RegisterBook.unit_id).in_(units))
    newest = (
        select(Receipt.id)
        .where(
            col(Receipt.book_id).in_(books),
            Receipt.registered_at >= since.astimezone(dt.UTC),
        )
        .order_by(col(Receipt.registered_at).desc(), col(Receipt.number).desc())
        .limit(most)
    )
    return col(Receipt.id).in_(newest)


def picture(session: Session, actor: Actor, draft_id: int, number: int) -> str:
    """Return the digest of a page's picture; raise ``NotFound`` if there is none to see."""
    wanted = (
        select(DraftPage.picture)
        .join(Draft, col(Draft.id) == col(DraftPage.draft_id))
        .where(
            DraftPage.draft_id == draft_id,
            DraftPage.number == number,
            # Of a file set aside, which may be secret, no page is shown.
            col(Draft.state).not_in((DraftState.QUARANTINED, DraftState.DISCARDED)),
            in_hand(actor),
        )
    )
    digest = session.exec(wanted).first()
    if not digest:
        raise NotFound(what="ภาพหน้านี้")
    return digest

"""An officer's notices, newest first, and how he has them mailed. Reading only."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlmodel import Session, col, func, select

from registry.holdings import may_see
from registry.models import Letter
from registry.people import Actor
from registry.people_models import Unit
from registry.screen import Screen
from routing.models import Assignment
from routing.notice_models import MailChoice, MailWay, Notice

PER_PAGE = 50
MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """One notice.

    ``letter`` is ``None`` where he answers for a unit whose letters are not
    his, and of a secret file, of which nothing is told.
    """

    notice: Notice
    due_at: dt.datetime | None
    unit: str
    letter: Letter | None


@dataclass(frozen=True)
class NoticesPage(Screen):
    """What an officer was told."""

    template: ClassVar[str] = "routing/notices.html"
    fragment: ClassVar[str] = "routing/_notices.html"

    rows: Sequence[NoticeRow]
    newest: int
    """The newest notice there is; 0 for none."""
    unseen: int
    page: int
    has_more: bool
    way: MailWay
    address: str
    can_mail: bool
    """Whether the agency has set up a mail server."""
    ways: Sequence[tuple[str, str]] = tuple((one.value, one.label) for one in MailWay)


@dataclass(frozen=True)
class NoticeCount(Screen):
    """How many notices are new, beside the officer's name."""

    template: ClassVar[str] = "routing/_notice_count.html"
    fragment: ClassVar[str] = "routing/_notice_count.html"

    unseen: int

    @property
    def said(self) -> str:
        """The number as it is shown; beyond a hundred nobody counts."""
        return f"{self.unseen}" if self.unseen < MOST_COUNTED else f"{MOST_COUNTED - 1}+"


def notices_page(session: Session, actor: Actor, page: int, *, can_mail: bool) -> NoticesPage:
    """Return a page of the officer's own notices."""
    found = session.exec(
        select(Notice, Assignment, Letter, Unit)
        .outerjoin(Assignment, col(Assignment.id) == col(Notice.assignment_id))
        .outerjoin(Letter, col(Letter.id) == col(Assignment.letter_id))
        .outerjoin(Unit, col(Unit.id) == col(Assignment.to_unit_id))
        .where(Notice.officer_id == actor.id)
        .order_by(col(Notice.id).desc())
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE + 1)
    ).all()
    his = openable(session, actor, {letter.id for _, _, letter, _ in found if letter})
    choice = session.get(MailChoice, actor.id)
    newest = session.exec(select(func.max(Notice.id)).where(Notice.officer_id == actor.id)).one()
    return NoticesPage(
        rows=[
            NoticeRow(
                one,
                lying.due_at if lying else None,
                unit.name if unit else "",
                letter if letter and letter.id in his else None,
            )
            for one, lying, letter, unit in found[:PER_PAGE]
        ],
        newest=newest or 0,
        unseen=notice_count(session, actor).unseen,
        page=page,
        has_more=len(found) > PER_PAGE,
        way=choice.way if choice else MailWay.NONE,
        address=choice.address if choice else "",
        can_mail=can_mail,
    )


def openable(
    session: Session, actor: Actor, letter_ids: Collection[int | None]
) -> Collection[int | None]:
    """Return those of some letters that an officer may open."""
    return set(
        session.exec(select(Letter.id).where(col(Letter.id).in_(letter_ids), may_see(actor)))
    )


def notice_count(session: Session, actor: Actor) -> NoticeCount:
    """Return how many of the officer's notices are new, counted no further than a hundred."""
    new = select(Notice.id).where(Notice.officer_id == actor.id, col(Notice.seen_at).is_(None))
    some = new.limit(MOST_COUNTED).subquery()
    return NoticeCount(session.exec(select(func.count()).select_from(some)).one())

"""Putting a registered letter right: the number stays, the journal keeps what stood before."""

import datetime as dt

from sqlmodel import Session, col, select

from intake.drafts import require_reason
from intake.forms import LetterForm
from intake.linking import link_again
from intake.registration import ArrangedMeanwhile, columns_of, details_of, fields_of
from registry import journal
from registry.errors import NotFound
from registry.holdings import visible_letter
from registry.indexed import index_again
from registry.journal import Event
from registry.models import Bundle, Letter, Receipt, RegisterBook
from registry.people import Actor
from registry.ports import JobQueue
from registry.vocabulary import Channel, JobName, Permission


def correct_letter(
    session: Session,
    jobs: JobQueue,
    letter_id: int,
    form: LetterForm,
    reason: str,
    *,
    by: Actor,
    at: dt.datetime,
) -> Letter:
    """Replace what a registered letter says by what the clerk says now, with the reason.

    Pages, the cover it came under, its receipts and what the machine had read
    stay. Only a clerk of a unit that received the letter may; raises
    ``NotFound`` otherwise, ``ReasonNeeded`` without a reason.
    """
    said = require_reason(reason)
    letter = require_receiver(session, letter_id, by)
    if tuple(letter.pages) != form.pages:
        raise ArrangedMeanwhile
    before = {**fields_of(letter), **letter.details}
    for name, value in columns_of(form).items():
        setattr(letter, name, value)
    letter.details = details_of(letter.evidence, form)
    session.add(letter)
    session.flush()  # what cites the letter is looked for by its new reference
    # Jobs before links, which hold the journal: who sends this letter meanwhile holds
    # its job and waits for the journal.
    index_again(session, jobs, letter_id)
    jobs.enqueue(session, JobName.RECOUNT, letter_id=letter_id)  # its urgency may be another
    link_again(session, letter, form)
    now = {**fields_of(letter), **letter.details}
    changed = [name for name in now if now[name] != before[name]]
    journal.record(
        session,
        Event.LETTER_CORRECTED,
        "letter",
        letter_id,
        at=at,
        by=by.id,
        on_behalf_of=by.on_behalf_of(Permission.REGISTER, _receivers(session, letter, by)[0]),
        before={name: before[name] for name in changed},
        after={name: now[name] for name in changed} | {"reason": said},
    )
    return letter


def require_receiver(session: Session, letter_id: int, by: Actor) -> Letter:
    """Return a letter, locked, that a unit of the clerk received; raise ``NotFound`` otherwise.

    A letter written here says what its paper says; another one is sent in its place.
    """
    visible_letter(session, by, letter_id)
    # Without the key's lock: who cites this letter meanwhile need not wait for us.
    letter = session.get_one(Letter, letter_id, with_for_update={"key_share": True})
    if not _receivers(session, letter, by):
        raise NotFound(what="หนังสือ")
    if session.get_one(Bundle, letter.bundle_id).channel is Channel.WRITTEN:
        raise NotFound(what="หนังสือ")
    return letter


def _receivers(session: Session, letter: Letter, actor: Actor) -> list[int]:
    """Return the units of the clerk that received the letter, those of his own right first."""
    units = actor.permissions.get(Permission.REGISTER, frozenset())
    own = actor.by_role.get(Permission.REGISTER, frozenset())
    wanted = (
        select(RegisterBook.unit_id)
        .join(Receipt, col(Receipt.book_id) == col(RegisterBook.id))
        .where(
            col(Receipt.letter_id).in_((letter.id, letter.cover_id)),
            col(RegisterBook.unit_id).in_(units),
        )
        .order_by(col(RegisterBook.unit_id).not_in(own), col(RegisterBook.unit_id))
    )
    return list(session.exec(wanted))

"""Papers drawn with a number that nobody was given, because the power failed or the disk was full.

An outgoing letter is drawn and its file stored before its number is taken
(docs/adr/0011). Whoever dies in between leaves a file that no row knows of, so
its removal is ordered before it is stored, and called off with the number.
"""

import datetime as dt
from collections.abc import Mapping
from functools import partial

from sqlmodel import Session, select

from registry import jobs, journal
from registry.jobs import Finish, Handler
from registry.models import Bundle
from registry.office import Office
from registry.ports import Digest
from registry.vocabulary import JobName

WAITS = dt.timedelta(minutes=10)
"""A number is taken within seconds of drawing it."""


def promise(office: Office, digest: Digest) -> None:
    """Order that a paper be removed in ten minutes unless a letter rests on it by then."""
    now = office.clock.now()
    with office.database.transaction() as session:
        office.jobs.enqueue(session, JobName.DROP_PAPER, not_before=now + WAITS, digest=digest)


def keep(session: Session, digest: Digest) -> None:
    """Call the removal off, in the transaction by which a letter rests on the paper."""
    for job in jobs.queued(session, JobName.DROP_PAPER, digest=digest):
        session.delete(job)


def handlers(office: Office) -> Mapping[JobName, Handler]:
    """Name the handler that removes them."""
    return {JobName.DROP_PAPER: Handler(partial(_drop, office), is_light=True)}


def _drop(office: Office, digest: str) -> Finish:
    """Remove a paper nobody rests on. A second time finds nothing to remove."""

    def finish(session: Session) -> None:
        journal.hold(session)  # as who issues does when he looks whether his paper is there
        rests = select(Bundle.id).where(Bundle.original == digest).limit(1)
        if session.exec(rests).first() is None:
            office.files.remove(Digest(digest))

    return finish

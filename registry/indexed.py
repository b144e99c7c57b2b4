"""Having the search index follow the register.

Whatever changes what a letter says, or which units hold it, calls this in the
same transaction: the index is never ahead of the register, and never forgets.
"""

from sqlmodel import Session, col, select

from registry.models import Letter
from registry.ports import JobQueue
from registry.vocabulary import JobName

URGENCY = 70
"""Takes a moment, and the next officer may look for the letter at once."""


def index_again(session: Session, jobs: JobQueue, letter_id: int) -> None:
    """Have the index look at a letter again, and at those that came under it."""
    family = select(Letter.id).where(
        (col(Letter.id) == letter_id) | (col(Letter.cover_id) == letter_id)
    )
    for one in session.exec(family.order_by(col(Letter.id))):
        assert one is not None
        jobs.enqueue(session, JobName.INDEX, urgency=URGENCY, letter_id=one)

"""The background work of routing. Every handler can run twice and do its work once."""

from collections.abc import Mapping

from registry.jobs import Finish, Handler
from registry.office import Office
from registry.vocabulary import JobName
from routing import answering, sending


def handlers(office: Office) -> Mapping[JobName, Handler]:
    """Name routing's handlers."""
    work = Work(office)
    return {
        JobName.TAKE_UP: Handler(work.take_up),
        JobName.REPLIED: Handler(work.replied),
    }


class Work:
    """What each job does, in one office."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def take_up(self, letter_id: int, unit_id: int) -> Finish:
        """Open the matter in the unit that registered a letter."""
        return lambda session: _nothing(sending.take_up(session, letter_id, unit_id))

    def replied(self, letter_id: int, unit_id: int) -> Finish:
        """End the matter that a unit's reply has answered. Once done, it is done."""
        now = self._office.clock.now()
        return lambda session: answering.close_answered(session, letter_id, unit_id, at=now)


def _nothing(_result: object) -> None:
    """Drop what an operation returns: a job has no result but what it wrote."""

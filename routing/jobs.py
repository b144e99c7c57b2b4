"""The background work of routing. Every handler can run twice and do its work once."""

from collections.abc import Mapping

from sqlmodel import Session

from registry.jobs import Finish, Handler
from registry.office import Office
from registry.vocabulary import JobName
from routing import answering, due, handing_on, mail, notice_operations, sending
from routing.notice_models import MailWay


def handlers(office: Office) -> Mapping[JobName, Handler]:
    """Name routing's handlers."""
    work = Work(office)
    return {
        JobName.TAKE_UP: Handler(work.take_up),
        JobName.REPLIED: Handler(work.replied),
        JobName.REMIND: Handler(work.remind),
        JobName.DIGEST: Handler(work.digest),
        JobName.TELL: Handler(work.tell),
        JobName.MAIL: Handler(work.mail),
        JobName.HAND_ON: Handler(work.hand_on),
        JobName.RECOUNT: Handler(work.recount),
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
        jobs = self._office.jobs
        return lambda session: answering.close_answered(session, jobs, letter_id, unit_id, at=now)

    def remind(self) -> Finish:
        """Tell officers what they should know by now; what was told before is not told again."""
        now = self._office.clock.now()
        with self._office.database.reading() as session:
            told = notice_operations.to_tell(session, now=now)
        return lambda session: notice_operations.tell(session, self._office.jobs, told, at=now)

    def digest(self) -> Finish:
        """Order the daily mails; a mail that is already ordered is ordered once."""
        return lambda session: notice_operations.order_mail(
            session, self._office.jobs, MailWay.DIGEST
        )

    def tell(self, draft_id: int, unit_id: int) -> Finish:
        """Tell the registrars of a unit, each once, that a secret file waits."""
        now, jobs = self._office.clock.now(), self._office.jobs
        return lambda session: notice_operations.tell_registrars(
            session, jobs, draft_id, unit_id, at=now
        )

    def mail(self, officer_id: int) -> Finish:
        """Mail an officer what he has not been mailed.

        The mail leaves before the transaction that says so: should the machine
        die between the two, the same mail goes again under the same Message-ID.
        """
        here = self._office
        with here.database.reading() as session:
            letter = mail.next_mail(session, here.settings, officer_id, now=here.clock.now())
        if letter is None:
            return lambda _session: None
        mail.send(here.settings, letter)
        return lambda session: mail.note_mailed(session, letter, at=here.clock.now())

    def hand_on(self, officer_id: int | None = None, unit_id: int | None = None) -> Finish:
        """Give back what an officer holds, or return what a unit has, that is there no more."""
        at = self._office.clock.now()

        def store(session: Session) -> None:
            if officer_id is not None:
                handing_on.take_from_officer(session, officer_id, at=at)
            if unit_id is not None:
                handing_on.return_from_unit(session, self._office.jobs, unit_id, at=at)

        return store

    def recount(self, letter_id: int | None = None) -> Finish:
        """Count the deadlines of a letter again; without one, order it for every open letter."""
        now = self._office.clock.now()
        if letter_id is not None:
            return lambda session: due.recompute(session, letter_id, at=now)
        return lambda session: due.order_recount(session, self._office.jobs)


def _nothing(_result: object) -> None:
    """Drop what an operation returns: a job has no result but what it wrote."""

"""The backup that comes round every day."""

from collections.abc import Iterable, Mapping
from functools import partial

from sqlmodel import Session

from registry.backup import back_up, note_proven
from registry.check import Mentions
from registry.jobs import Finish, Handler
from registry.office import Office
from registry.vocabulary import JobName


def handlers(office: Office, mentions: Iterable[Mentions]) -> Mapping[JobName, Handler]:
    """Name the handler of the daily backup; ``mentions`` list the files that rows point at."""
    return {JobName.BACKUP: Handler(partial(_back_up, office, tuple(mentions)))}


def _back_up(office: Office, mentions: Iterable[Mentions]) -> Finish:
    """Back up into the folder of the settings, if there is one; a failure is a dead job."""
    folder, keep = office.settings.backup_folder, office.settings.backup_keep
    if folder is None:
        return _nothing
    proof = back_up(office, folder.expanduser(), mentions, keep=keep)
    now = office.clock.now()
    return lambda session: note_proven(session, proof, at=now)


def _nothing(_session: Session) -> None:
    """Store no result: nobody has said where backups go."""

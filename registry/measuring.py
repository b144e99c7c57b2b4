"""The daily look at the disk, from which the health page foretells when it is full."""

import shutil
from collections.abc import Mapping
from functools import partial

from registry.disk import note
from registry.jobs import Finish, Handler
from registry.office import Office
from registry.thai import bangkok_day
from registry.vocabulary import JobName


def handlers(office: Office) -> Mapping[JobName, Handler]:
    """Name the handler of the daily look."""
    return {JobName.MEASURE: Handler(partial(_measure, office), is_light=True)}


def _measure(office: Office) -> Finish:
    """Look how much is free. Repeating it on the same day changes nothing."""
    free, today = shutil.disk_usage(office.settings.data).free, bangkok_day(office.clock.now())
    return lambda session: note(session, free, on=today)

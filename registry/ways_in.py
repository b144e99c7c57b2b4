"""What every way in but the password shares: tries are counted by address and refusals noted."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import request

from registry import journal, throttle
from registry.errors import RegistryError
from registry.journal import Event
from registry.office import office


@contextmanager
def watched(way: str, refusal: type[RegistryError]) -> Iterator[None]:
    """Count a try before it is looked at, and take it back if it succeeds.

    One that ends in ``refusal`` is remembered by the journal, in a transaction
    of its own. Raises ``TooManyTries``.
    """
    here, address = office(), request.remote_addr or ""
    now, names = here.clock.now(), throttle.names_of_address(address)
    with here.database.transaction() as session:
        throttle.count(session, names, at=now)
    try:
        yield
    except refusal:
        after = {"way": way, "address": address}
        with here.database.transaction() as session:
            journal.record(session, Event.SIGN_IN_REFUSED, "officer", at=now, after=after)
        raise
    with here.database.transaction() as session:
        throttle.forgive(session, names)

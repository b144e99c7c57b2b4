"""What still stands between a right password and the office."""

import datetime as dt
from enum import StrEnum

from sqlmodel import Session

from registry.choices import choices_of
from registry.passwords import is_due
from registry.people import Actor
from registry.people_models import Officer, SignIn
from registry.second_factor_models import SecondFactor


class Step(StrEnum):
    """What an officer has to do before anything else; the value is its page's endpoint."""

    CODE = "registry.code"
    RENEWAL = "registry.password"
    ENROL = "registry.second_factor"


def next_step(
    session: Session,
    officer: Officer,
    actor: Actor,
    row: SignIn,
    factor: SecondFactor | None,
    *,
    at: dt.datetime,
) -> Step | None:
    """Return what comes next in a session, or ``None`` where nothing is missing.

    Asked at every request, so that what the agency decides holds at once for
    whoever is signed in.
    """
    if factor is not None and row.second_factor_at is None:
        return Step.CODE
    chosen = choices_of(session)
    if is_due(officer, chosen.password_months, at=at):
        return Step.RENEWAL
    if factor is None:
        lent = {role for one in actor.stands_in for role in one.roles}
        is_wanted = bool(({role for _, role in actor.roles} | lent) & {*chosen.second_factor_roles})
        return Step.ENROL if is_wanted else None
    return Step.ENROL if factor.suspended_at is not None else None

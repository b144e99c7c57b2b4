"""The second factor: set up, asked for, suspended when lost, taken away.

Whoever loses his telephone suspends it with a code on paper, or has an
administrator do it: from that moment its codes open nothing, nor does what else
may be on it, and every session of his has ended.
"""

import datetime as dt
from collections.abc import Sequence
from http import HTTPStatus

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from registry import journal, passkeys, provider_links, sessions
from registry.errors import NotFound, RegistryError
from registry.journal import Event
from registry.one_time_codes import new_paper_codes, paper_hash, secret_of, step_of
from registry.people import Actor
from registry.people_models import SignIn
from registry.personnel import administered_officer
from registry.second_factor_models import PaperCode, SecondFactor

BEFORE_ANY = -1


class CodeRefused(RegistryError):
    """The code is wrong, too old or used already; the answer never tells which."""

    code = "code-refused"
    status = HTTPStatus.UNAUTHORIZED
    message = "รหัสไม่ถูกต้องหรือใช้ไปแล้ว กรุณารอรหัสถัดไปในโทรศัพท์ แล้วกรอกใหม่"


class SecondFactorRefused(RegistryError):
    """It is set up already, or is not."""

    code = "second-factor-refused"
    message = "ทำรายการไม่ได้ เพราะ{reason}"


def set_up(
    session: Session,
    key: str,
    word: str,
    code: str,
    *,
    sign_in_id: int,
    by: Actor,
    at: dt.datetime,
) -> Sequence[str]:
    """Take a telephone that shows the right code; return ten codes for paper, told only now.

    ``key`` is the office's own, ``word`` what the QR code was made from. Other
    sessions end. Raises ``CodeRefused``, or ``SecondFactorRefused`` while
    another telephone is in use.
    """
    row = session.get(SecondFactor, by.id, with_for_update=True)
    if row is not None and row.suspended_at is None:
        raise SecondFactorRefused(reason="ตั้งไว้กับโทรศัพท์เครื่องอื่นแล้ว กรุณายกเลิกเครื่องเดิมก่อน")
    step = step_of(secret_of(key, by.id, word), code, at=at, after=BEFORE_ANY)
    if step is None:
        raise CodeRefused
    row = row or SecondFactor(officer_id=by.id, word="", set_at=at, last_step=step)
    row.word, row.set_at, row.last_step, row.suspended_at = word, at, step, None
    session.add(row)
    codes = _new_paper(session, key, by.id)
    sessions.end_all(session, by.id, at=at, but=sign_in_id)
    _pass(session, sign_in_id, at=at)
    journal.record(session, Event.SECOND_FACTOR_SET, "officer", by.id, at=at, by=by.id)
    return codes


def remove(session: Session, key: str, code: str, *, by: Actor, at: dt.datetime) -> None:
    """Give up a telephone by one of its own codes; raise ``CodeRefused``."""
    _require_code(session, key, code, by=by, at=at)
    _forget(session, by.id)
    journal.record(session, Event.SECOND_FACTOR_REMOVED, "officer", by.id, at=at, by=by.id)


def renew_paper(
    session: Session, key: str, code: str, *, by: Actor, at: dt.datetime
) -> Sequence[str]:
    """Make ten new codes for paper, by a code of the telephone; the old ones are void."""
    _require_code(session, key, code, by=by, at=at)
    codes = _new_paper(session, key, by.id)
    journal.record(session, Event.PAPER_CODES_MADE, "officer", by.id, at=at, by=by.id)
    return codes


def give_code(
    session: Session, key: str, code: str, *, sign_in_id: int, by: Actor, at: dt.datetime
) -> bool:
    """Open a session by a code of the telephone; the journal remembers a wrong one, too."""
    if not _use_code(session, key, by.id, code, at=at):
        journal.record(session, Event.CODE_REFUSED, "officer", by.id, at=at)
        return False
    _pass(session, sign_in_id, at=at)
    journal.record(session, Event.SIGNED_IN, "officer", by.id, at=at, by=by.id)
    return True


def give_paper(
    session: Session,
    key: str,
    code: str,
    *,
    lost: bool,
    sign_in_id: int,
    by: Actor,
    at: dt.datetime,
) -> bool:
    """Open a session by a code on paper, and suspend the telephone if it is ``lost``.

    The session goes on, to set up another telephone; every other one ends.
    """
    kept = session.get(PaperCode, paper_hash(key, by.id, code), with_for_update=True)
    if kept is None or kept.used_at is not None or kept.officer_id != by.id:
        journal.record(session, Event.CODE_REFUSED, "officer", by.id, at=at)
        return False
    kept.used_at = at
    session.add(kept)
    _pass(session, sign_in_id, at=at)
    if lost:
        _suspend(session, by.id, by=by.id, at=at, but=sign_in_id)
    journal.record(session, Event.PAPER_CODE_USED, "officer", by.id, at=at, by=by.id)
    if lost:
        journal.record(session, Event.SECOND_FACTOR_SUSPENDED, "officer", by.id, at=at, by=by.id)
    return True


def suspend(session: Session, officer_id: int, *, by: Actor, at: dt.datetime) -> None:
    """End all sessions of an officer whom ``by`` administers; his telephone is worth nothing."""
    administered_officer(session, by, officer_id)
    _suspend(session, officer_id, by=by.id, at=at)
    journal.record(session, Event.SECOND_FACTOR_SUSPENDED, "officer", officer_id, at=at, by=by.id)


def reset(session: Session, officer_id: int, reason: str, *, by: Actor, at: dt.datetime) -> None:
    """Let an officer whom ``by`` administers set up anew, and say in the journal why."""
    administered_officer(session, by, officer_id)
    take_away(session, officer_id, reason, by=by.id, at=at)


def take_away(
    session: Session, officer_id: int, reason: str, *, at: dt.datetime, by: int | None = None
) -> None:
    """Take an officer's telephone and codes away and end his sessions.

    Raises ``NotFound`` if he has none. ``by`` is nobody where it was done at the server.
    """
    if session.get(SecondFactor, officer_id, with_for_update=True) is None:
        raise NotFound(what="การยืนยันสองขั้น")
    _forget(session, officer_id)
    sessions.end_all(session, officer_id, at=at)
    after = {"reason": reason}
    journal.record(
        session, Event.SECOND_FACTOR_RESET, "officer", officer_id, at=at, by=by, after=after
    )


def users(session: Session) -> Sequence[int]:
    """Return everybody who has set a telephone up."""
    return session.exec(
        select(SecondFactor.officer_id).order_by(col(SecondFactor.officer_id))
    ).all()


def paper_left(session: Session, officer_id: int) -> int | None:
    """Return how many codes on paper are still good; ``None`` while no telephone is in use."""
    row = session.get(SecondFactor, officer_id)
    if row is None or row.suspended_at is not None:
        return None
    left = select(func.count()).where(
        col(PaperCode.officer_id) == officer_id, col(PaperCode.used_at).is_(None)
    )
    return session.exec(left).one()


def _require_code(session: Session, key: str, code: str, *, by: Actor, at: dt.datetime) -> None:
    if not _use_code(session, key, by.id, code, at=at):
        raise CodeRefused


def _use_code(session: Session, key: str, officer_id: int, code: str, *, at: dt.datetime) -> bool:
    """Tell whether the officer's telephone shows this code now, and use it up."""
    row = session.get(SecondFactor, officer_id, with_for_update=True)
    if row is None or row.suspended_at is not None:
        return False
    secret = secret_of(key, officer_id, row.word)
    step = step_of(secret, code, at=at, after=row.last_step)
    if step is None:
        return False
    row.last_step = step
    session.add(row)
    return True


def _suspend(
    session: Session, officer_id: int, *, by: int, at: dt.datetime, but: int | None = None
) -> None:
    row = session.get(SecondFactor, officer_id, with_for_update=True)
    if row is not None and row.suspended_at is None:
        row.suspended_at = at
        session.add(row)
    sessions.end_all(session, officer_id, at=at, but=but)
    provider_links.withdraw(session, officer_id, by=by, at=at)
    passkeys.withdraw(session, officer_id, by=by, at=at)


def _pass(session: Session, sign_in_id: int, *, at: dt.datetime) -> None:
    """Note in a session that the second factor was given; it gets a new token."""
    row = session.get_one(SignIn, sign_in_id, with_for_update=True)
    row.second_factor_at, row.needs_token = at, True
    session.add(row)


def _new_paper(session: Session, key: str, officer_id: int) -> Sequence[str]:
    _forget_paper(session, officer_id)
    codes = new_paper_codes()
    for code in codes:
        session.add(PaperCode(code_hash=paper_hash(key, officer_id, code), officer_id=officer_id))
    return codes


def _forget(session: Session, officer_id: int) -> None:
    _forget_paper(session, officer_id)
    session.execute(delete(SecondFactor).where(col(SecondFactor.officer_id) == officer_id))


def _forget_paper(session: Session, officer_id: int) -> None:
    session.execute(delete(PaperCode).where(col(PaperCode.officer_id) == officer_id))

"""Random words that are good once, and not for long: what has to come back to this office.

A word belongs to one errand of one officer, or of a stranger; for any other it
is no word of ours. Whoever brings it also has it in the cookie of his browser,
so that nobody ends what somebody else began.
"""

import datetime as dt
import hashlib
import secrets
from enum import StrEnum

from sqlalchemy import delete
from sqlmodel import Field, Session, col

from registry.records import Record

GOOD_FOR = dt.timedelta(minutes=10)


class Errand(StrEnum):
    """What a word is given out for."""

    ENTER_BY_PROVIDER = "enter-by-provider"
    LINK_PROVIDER = "link-provider"
    ENTER_BY_PASSKEY = "enter-by-passkey"
    ADD_PASSKEY = "add-passkey"


class OneTimeWord(Record, table=True):
    """A word that was given out and has not come back, as its SHA-256 with its errand."""

    __tablename__ = "one_time_word"

    word_hash: str = Field(primary_key=True)
    made_at: dt.datetime


def give_out(
    session: Session, errand: Errand, *, at: dt.datetime, officer_id: int | None = None
) -> str:
    """Return a new word; those that are too old are forgotten."""
    session.execute(delete(OneTimeWord).where(col(OneTimeWord.made_at) < at - GOOD_FOR))
    word = secrets.token_urlsafe(32)
    session.add(OneTimeWord(word_hash=_hashed(errand, officer_id, word), made_at=at))
    return word


def take_back(
    session: Session, errand: Errand, word: str, *, at: dt.datetime, officer_id: int | None = None
) -> bool:
    """Tell whether a word is still good, and use it up.

    Of two who bring it at once one is told so: the database removes a row once.
    """
    its = col(OneTimeWord.word_hash) == _hashed(errand, officer_id, word)
    fresh = col(OneTimeWord.made_at) >= at - GOOD_FOR
    gone = session.execute(
        delete(OneTimeWord).where(its, fresh).returning(col(OneTimeWord.word_hash))
    )
    return gone.first() is not None


def _hashed(errand: Errand, officer_id: int | None, word: str) -> str:
    return hashlib.sha256(f"{errand} {officer_id} {word}".encode()).hexdigest()

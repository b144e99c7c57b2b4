"""What a registrar does with a file set aside as secret: ลงทะเบียน, ไม่ลับ, ไม่รับ, ยกเลิกเลข.

The second and third are ``operations.release`` and ``operations.discard``.
"""

import datetime as dt

from sqlmodel import Session, select

from intake.drafts import advance, locked, require_reason
from intake.models import Draft
from intake.registration import bundle_of
from intake.states import Move
from registry import journal
from registry.journal import Event
from registry.people import Actor
from registry.secret_models import SecretLetter
from registry.secret_register import (
    SecretEntry,
    correct_secret,
    enter_secret,
    held_secret,
    void_secret,
)


def enter(
    session: Session, draft_id: int, said: SecretEntry, *, by: Actor, at: dt.datetime
) -> SecretLetter:
    """Enter a secret file in the register of secrets of its unit.

    No letter, page, picture, copy or text of it is made, and no job.
    """
    draft = locked(session, draft_id)
    bundle = bundle_of(draft)
    session.add(bundle)
    session.flush()  # draft and entry need bundle.id
    draft.bundle_id = bundle.id
    advance(session, draft, Move.ENTER_SECRET)
    return enter_secret(session, bundle, said, draft.unit_id, by=by, at=at)


def correct(
    session: Session, letter_id: int, said: SecretEntry, reason: str, *, by: Actor, at: dt.datetime
) -> SecretLetter:
    """Put an entry right, with the reason; its number and its file stay."""
    return correct_secret(session, letter_id, said, require_reason(reason), by=by, at=at)


def void(
    session: Session, letter_id: int, reason: str, *, by: Actor, at: dt.datetime
) -> SecretLetter:
    """Cancel the number of an entry, with the reason.

    Its file waits for the registrar once more, who enters it anew, refuses it
    or says that it is not secret. The entry of the file's own journal gives
    no reason: should it turn out not to be secret, auditors read it.
    """
    said = require_reason(reason)
    letter = held_secret(session, by, letter_id)
    of_letter = select(Draft.id).where(Draft.bundle_id == letter.bundle_id)
    draft = locked(session, session.exec(of_letter).one() or 0)
    draft.bundle_id = None
    advance(session, draft, Move.VOID_SECRET)
    void_secret(session, letter, said, by=by, at=at)
    journal.record(session, Event.SECRET_VOIDED, "draft", draft.id, at=at, by=by.id)
    return letter

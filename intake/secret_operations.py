"""What a registrar does with a file set aside as secret: ลงทะเบียน, ไม่ลับ, ไม่รับ.

The last two are ``operations.release`` and ``operations.discard``.
"""

import datetime as dt

from sqlmodel import Session

from intake.drafts import advance, locked
from intake.registration import bundle_of
from intake.states import Move
from registry.people import Actor
from registry.secret_models import SecretLetter
from registry.secret_register import SecretEntry, enter_secret


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

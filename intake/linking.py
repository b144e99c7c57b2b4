"""Letters tied to each other: covers to what they wrap, citations to what they cite."""

from collections.abc import Sequence

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from intake.forms import LetterForm, Registration
from registry import journal
from registry.models import Letter, LetterLink
from registry.references import search_key
from registry.vocabulary import LinkKind


def link(session: Session, letters: Sequence[Letter], form: Registration) -> None:
    """Tie covers to what they wrap, citations to what they cite, and ghosts to what has come."""
    journal.hold(session)  # letters that cite each other would wait for each other's links
    for letter, said in zip(letters, form.letters, strict=True):
        if said.under is not None:
            cover = letters[said.under]
            assert cover.id is not None  # the letters have been stored
            session.add(LetterLink(letter_id=cover.id, kind=LinkKind.WRAPS, other_id=letter.id))
        _cite(session, letter, said)
    session.flush()  # ghosts of this very bundle are looked for too
    for letter in letters:
        _resolve_ghosts(session, letter)


def link_again(session: Session, letter: Letter, said: LetterForm) -> None:
    """After a correction: cite what the letter now cites, and be cited by what now means it."""
    journal.hold(session)  # as in ``link``
    for link in session.exec(_citations().where(LetterLink.letter_id == letter.id)):
        session.delete(link)
    _cite(session, letter, said)
    for citing in session.exec(_citations().where(LetterLink.other_id == letter.id)):
        citing.other_id = None
        session.add(citing)
    session.flush()  # those just let go are looked for too
    _resolve_ghosts(session, letter)


def _citations() -> SelectOfScalar[LetterLink]:
    return select(LetterLink).where(LetterLink.kind == LinkKind.CITES)


def _cite(session: Session, letter: Letter, said: LetterForm) -> None:
    for cited in said.refers_to:
        assert letter.id is not None
        key = search_key(cited.reference)
        session.add(
            LetterLink(
                letter_id=letter.id,
                kind=LinkKind.CITES,
                other_id=_cited(session, letter, key, cited.date),
                reference=cited.reference,
                reference_key=key,
                dated=cited.date,
            )
        )


def _cited(session: Session, letter: Letter, key: str, dated: str) -> int | None:
    """Find the letter a citation means: same key, same year; numbers repeat every year."""
    if not dated:
        return None
    return session.exec(
        select(Letter.id)
        .where(
            Letter.reference_key == key,
            col(Letter.dated).startswith(dated[:4]),
            Letter.id != letter.id,
        )
        .order_by(col(Letter.id))
    ).first()


def _resolve_ghosts(session: Session, letter: Letter) -> None:
    """Point earlier citations of this letter at it, now that it has come."""
    if not letter.reference_key or not letter.dated:
        return
    ghosts = session.exec(
        _citations()
        .where(
            col(LetterLink.other_id).is_(None),
            LetterLink.reference_key == letter.reference_key,
            col(LetterLink.dated).startswith(letter.dated[:4]),
            LetterLink.letter_id != letter.id,
        )
        .order_by(col(LetterLink.id))
    )
    for ghost in ghosts:
        ghost.other_id = letter.id
        session.add(ghost)

"""Letters of one file tied to each other: covers to what they wrap, citations to what they cite."""

from collections.abc import Sequence

from sqlmodel import Session

from intake.forms import LetterForm, Registration
from registry.citing import Citation, cite, cite_again, come
from registry.models import Letter, LetterLink
from registry.vocabulary import LinkKind


def link(session: Session, letters: Sequence[Letter], form: Registration) -> None:
    """Tie covers to what they wrap, citations to what they cite, and ghosts to what has come."""
    for letter, said in zip(letters, form.letters, strict=True):
        if said.under is not None:
            cover = letters[said.under]
            assert cover.id is not None  # the letters have been stored
            session.add(LetterLink(letter_id=cover.id, kind=LinkKind.WRAPS, other_id=letter.id))
        cite(session, letter, _citations(said))
    for letter in letters:
        come(session, letter)


def link_again(session: Session, letter: Letter, said: LetterForm) -> None:
    """After a correction: cite what the letter now cites, and be cited by what now means it."""
    cite_again(session, letter, _citations(said))


def _citations(said: LetterForm) -> list[Citation]:
    return [Citation(one.reference, one.date) for one in said.refers_to]

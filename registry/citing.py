"""อ้างถึง: which letter of the register a citation means, now or once the letter comes.

A number repeats every year, so a citation means a letter of the same number
and year (domain §3.1); one whose letter is not in the register is a ghost. A
range stands for each of its numbers, on either side.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, literal_column, union_all
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from registry import journal
from registry.models import Letter, LetterLink
from registry.references import find_references, keys_within, search_key, series_of
from registry.thai import normal_text
from registry.thai_dates import read_date
from registry.vocabulary import LinkKind


@dataclass(frozen=True, slots=True)
class Citation:
    """One entry of อ้างถึง. ``dated`` is an ISO day, a year and month, or empty."""

    reference: str
    dated: str


def written_citations(lines: Iterable[str]) -> list[Citation]:
    """Read the entries of อ้างถึง as a letter has them, one to a line; others are left out."""
    found = []
    for line in map(normal_text, lines):
        for reference in find_references(line)[:1]:
            date = read_date(line[reference.span[1] :])
            dated = date.start if date and date.start[0].isdigit() else ""
            found.append(Citation(reference.canonical, dated))
    return found


def cite(session: Session, letter: Letter, citations: Iterable[Citation]) -> None:
    """Tie a letter to what it cites; call ``come`` once all letters of the file are tied."""
    assert letter.id is not None  # it has been stored
    journal.hold(session)  # letters that cite each other would wait for each other's links
    for one in citations:
        key = search_key(one.reference)
        found = (other for other in letters_meant(session, key, one.dated) if other != letter.id)
        session.add(
            LetterLink(
                letter_id=letter.id,
                kind=LinkKind.CITES,
                other_id=next(found, None),
                reference=one.reference,
                reference_key=key,
                dated=one.dated,
            )
        )


def cite_again(session: Session, letter: Letter, citations: Iterable[Citation]) -> None:
    """After a correction: cite what the letter cites now, and be cited by what means it now."""
    journal.hold(session)  # as in ``cite``
    cited = select(LetterLink).where(LetterLink.kind == LinkKind.CITES)
    for link in session.exec(cited.where(LetterLink.letter_id == letter.id)):
        session.delete(link)
    cite(session, letter, citations)
    come(session, letter)


def come(session: Session, letter: Letter) -> None:
    """Point citations at a letter that has come, or away from it where they mean another.

    One that pointed at a letter of the same number and another day moves to
    the one of its own day.
    """
    journal.hold(session)  # as in ``cite``
    session.flush()  # citations of this very file are looked for, too
    cited = select(LetterLink).where(LetterLink.kind == LinkKind.CITES, _means(letter))
    meant: dict[tuple[str, str], Sequence[int]] = {}
    for link in session.exec(cited.order_by(col(LetterLink.id))).all():
        said = link.reference_key, link.dated
        if said not in meant:
            meant[said] = letters_meant(session, *said)
        link.other_id = next((one for one in meant[said] if one != link.letter_id), None)
        session.add(link)


def letters_meant(
    session: Session, key: str, dated: str, *conditions: ColumnElement[bool]
) -> list[int]:
    """Return the letters a citation may mean, the likeliest first; none without a year.

    That of the very day goes before others of its year, the very number before
    a range it lies in.
    """
    if not key or not dated:
        return []
    wanted = select(Letter.id, Letter.reference_key, Letter.dated).where(
        col(Letter.id).in_(union_all(*_may_meet(Letter, key))),
        col(Letter.dated).startswith(dated[:4]),
        *conditions,
    )
    found = [
        (not _same_day(dated, its_day), its_key != key, letter_id)
        for letter_id, its_key, its_day in session.exec(wanted)
        if letter_id is not None and meets(its_key, key)
    ]
    return [letter_id for _, _, letter_id in sorted(found)]


def citations_of(
    session: Session, letter: Letter, *conditions: ColumnElement[bool]
) -> list[LetterLink]:
    """Return the citations that point at a letter or might mean it, the oldest first.

    The same circular may have been registered twice; who sees one of the two
    sees by it what cites the other.
    """
    found = session.exec(
        select(LetterLink)
        .join(Letter, col(Letter.id) == col(LetterLink.letter_id))
        .where(
            LetterLink.kind == LinkKind.CITES, _means(letter), Letter.id != letter.id, *conditions
        )
        .order_by(col(LetterLink.id))
    )
    return [
        link
        for link in found
        if link.other_id == letter.id
        or (meets(link.reference_key, letter.reference_key) and _same_day(link.dated, letter.dated))
    ]


def meets(one: str, other: str) -> bool:
    """Tell whether two keys have a number in common."""
    return not keys_within(one).isdisjoint(keys_within(other))


def _means(letter: Letter) -> ColumnElement[bool]:
    """Return the condition for links to a letter or that might mean it.

    ``meets`` has the last word. Each way is looked up in an index of its own;
    joined by *or* in one question, SQLite would read every link.
    """
    ways: list[SelectOfScalar[Any]] = [
        select(LetterLink.id).where(LetterLink.other_id == letter.id)
    ]
    if letter.reference_key and letter.dated:
        in_its_year = col(LetterLink.dated).startswith(letter.dated[:4])
        ways += [way.where(in_its_year) for way in _may_meet(LetterLink, letter.reference_key)]
    return col(LetterLink.id).in_(union_all(*ways))


def _may_meet(table: type[Letter | LetterLink], key: str) -> list[SelectOfScalar[Any]]:
    """Return what finds the rows whose number is among those of a key, or a range of its series."""
    kept = col(table.reference_key)
    ways: list[SelectOfScalar[Any]] = [select(table.id).where(kept.in_(keys_within(key)))]
    if series := series_of(key):
        # Written out, as in the index of ranges, which is of no use to a question otherwise.
        is_range = kept.like(literal_column("'%-%'"))
        ways.append(select(table.id).where(is_range, kept.startswith(series, autoescape=True)))
    return ways


def _same_day(one: str, other: str) -> bool:
    """Tell whether two days may be the same; of one only the month may be known."""
    return bool(one and other) and (one.startswith(other) or other.startswith(one))

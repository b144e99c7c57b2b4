"""A letter written here, stored as a bundle of one letter whose text nobody had to read."""

import datetime as dt
from dataclasses import dataclass

from sqlmodel import Session

from registry.letter_parts import LetterText
from registry.letter_sheet import DrawnLetter
from registry.models import Bundle, BundlePage, Letter
from registry.ports import Digest, PageReading
from registry.references import search_key
from registry.vocabulary import BookKind, Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What is to be sent, whatever number it will get."""

    unit_id: int
    book: BookKind
    """``SENT``, or ``CIRCULAR`` where circulars have a series of their own."""
    is_circular: bool
    dated: dt.date
    text: LetterText
    """Without ที่ and day, which are filled in here."""
    summary: str
    """เรื่อง of the register; a stamped letter has none of its own (ข้อ 38)."""
    asked_by: int
    reserved_number: int | None = None
    forwards: int | None = None
    """The received letter that is passed on, and is its annex."""
    replies_to: int | None = None
    """The received letter that this one answers."""
    action: str = ""
    remark: str = ""


def reference_of(code: str, number: int | str, *, is_circular: bool) -> str:
    """Write ที่ as letters bear it: ``ทส 0919.103/ว 24``."""
    return f"{code}/{'ว ' if is_circular else ''}{number}"


def store_written(
    session: Session,
    sending: Sending,
    reference: str,
    drawn: DrawnLetter,
    digest: Digest,
    *,
    at: dt.datetime,
) -> Letter:
    """Store a drawn letter with its pages, whose pictures a job will make."""
    bundle = Bundle(
        original=digest,
        readable=digest,
        file_name=f"{reference.replace('/', '-')}.pdf",
        media_type="application/pdf",
        page_count=len(drawn.pages),
        channel=Channel.WRITTEN,
        arrived_at=at,
    )
    session.add(bundle)
    session.flush()  # pages and letter need bundle.id
    assert bundle.id is not None
    session.add_all(_page(bundle.id, page) for page in drawn.pages)
    letter = _letter(bundle.id, sending, reference, [page.number for page in drawn.pages])
    session.add(letter)
    session.flush()  # the number and the links need letter.id
    return letter


def _page(bundle_id: int, page: PageReading) -> BundlePage:
    return BundlePage(
        bundle_id=bundle_id,
        number=page.number,
        text=page.text,
        lines=[[line.text, list(line.box), line.confidence] for line in page.lines],
        width=page.width,
        height=page.height,
        engine=page.engine,
        picture="",
    )


def _letter(bundle_id: int, sending: Sending, reference: str, pages: list[int]) -> Letter:
    text = sending.text
    canonical = reference.replace("/ว ", "/ว")
    return Letter(
        bundle_id=bundle_id,
        pages=pages,
        kind=text.kind,
        reference=canonical,
        reference_key=search_key(canonical),
        dated=sending.dated.isoformat(),
        sender=next(iter(text.office.splitlines()), ""),
        owner_unit=text.owner_unit,
        addressee=text.addressee,
        subject=sending.summary,
        urgency=text.urgency,
        signatory=text.signatory,
        signatory_position=" ".join(text.position.splitlines()),
        details={"enclosures": list(text.enclosures), "deadlines": [], "receipts": []},
    )

"""One file is a bundle: its letters with their pages, and what they say of each other."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import replace

from intake.extract.agreeing import days_in_order
from intake.extract.calibration import calibrated
from intake.extract.conflicts import cross_checked
from intake.extract.found import Found, FoundLetter, Notice, Proposal
from intake.extract.known_domains import with_domains
from intake.extract.known_names import with_known
from intake.extract.letter import ReadPage, read_letter, read_page
from registry.ports import PageReading
from registry.vocabulary import LetterKind, Secrecy


def split(
    pages: Sequence[PageReading], on: dt.date | None = None
) -> tuple[tuple[ReadPage, ...], ...]:
    """Divide the pages of a file into letters: each begins where a page has a head of its own.

    Pages before the first head, and annexes, go with the letter they follow;
    a file without any head is one piece.
    """
    letters: list[list[ReadPage]] = []
    for page in (read_page(page, on) for page in pages):
        if page.opening is not None or not letters:
            letters.append([page])
        else:
            letters[-1].append(page)
    return tuple(tuple(letter) for letter in _without_blank_front(letters))


def _without_blank_front(letters: list[list[ReadPage]]) -> list[list[ReadPage]]:
    """Give pages that stand before the first letter, such as a slip, to that letter."""
    if len(letters) > 1 and letters[0][0].opening is None:
        return [letters[0] + letters[1], *letters[2:]]
    return letters


def propose(
    pages: Sequence[PageReading], on: dt.date | None = None, known: Collection[str] = ()
) -> Proposal:
    """Propose the letters of a file and their fields; conflicts are shown, never mended.

    ``pages`` are in order and all of the file, which came ``on`` a day if that is
    known; the same pages, day and ``known`` names of offices give the same proposal.
    """
    if not pages:
        return Proposal(())
    letters = tuple(_read(letter) for letter in split(pages, on))
    letters = tuple(days_in_order(letter) for letter in cross_checked(letters))
    letters = with_known(with_domains(calibrated(letters)), known)
    return Proposal(letters, tuple(_notices(letters)))


def _read(pages: tuple[ReadPage, ...]) -> FoundLetter:
    """Read a letter; a slip in front of it keeps its page but not the head."""
    start = next((i for i, page in enumerate(pages) if page.opening), 0)
    letter = read_letter(pages[start:])
    return replace(letter, first_page=pages[0].number)


_BELIEVED = 0.6
"""Less sure days are not worth comparing."""
_WHOLE_DAY = len("2025-04-25")


def _received_before_written(letter: FoundLetter) -> bool:
    """Say whether a stamp's day lies before the letter's; it happens honestly, so only shown."""
    written = _sure_day(letter.date)
    stamped = [day for receipt in letter.receipts if (day := _sure_day(receipt.date))]
    return bool(written and stamped) and min(stamped) < str(written)


def _sure_day(found: Found[str] | None) -> str | None:
    sure = found and found.confidence > _BELIEVED and len(found.value) == _WHOLE_DAY
    return found.value if found and sure else None


def _notices(letters: Sequence[FoundLetter]) -> list[Notice]:
    """Say in Thai what a clerk should look at first."""
    notices = []
    for letter in letters:
        page = letter.first_page
        if letter.secrecy:
            word = letter.secrecy.value
            mark = f"พบคำว่า “{word}” ที่หัวหรือท้ายกระดาษ กรุณาตรวจชั้นความลับก่อนดำเนินการต่อ"
            code = "most-secret" if word == Secrecy.MOST_SECRET.label else "secrecy"
            notices.append(Notice(code, mark, letter.secrecy.page))
        if letter.kind is LetterKind.OTHER and letter.reference is None:
            notices.append(Notice("no-head", "ไม่พบหัวหนังสือ กรุณาแบ่งฉบับและกรอกข้อมูลเอง", page))
        if _received_before_written(letter):
            order = "วันที่รับบนตราประทับอยู่ก่อนวันที่ของหนังสือ กรุณาตรวจวันที่ทั้งสอง"
            notices.append(Notice("date-order", order, page))
        if any(f and f.conflicts for f in (letter.reference, letter.date)):
            notices.append(Notice("conflict", "เลขที่หรือวันที่ในแฟ้มนี้ไม่ตรงกัน กรุณาเลือก", page))
    return notices

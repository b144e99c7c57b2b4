"""อ้างถึง and สิ่งที่ส่งมาด้วย: the letters a letter refers to, and what comes with it."""

import re
from dataclasses import replace

from intake.extract import message_form
from intake.extract.certainty import Evidence, Shape, found
from intake.extract.found import Citation, Found, Source
from intake.extract.labels import Label
from intake.extract.layout import Piece, Sheet, joined_guesses
from intake.extract.restored import believed
from intake.extract.section_values import items, joined, tidy
from intake.extract.sections import Head, Section
from intake.extract.weighing import day_likely, dotted, reference_likely, weighed
from intake.thai_repair import unknown_share
from registry.references import Reference, find_orders, find_references, head_reference
from registry.thai_dates import find_dates
from registry.written_date import WrittenDate

_DATED = re.compile(r" *ลง(?:วัน)?ที่?(?= *[^ก-ฮ]*)| *ลว\.?(?= )| *ลง(?= *[0-9๐-๙])")
_NUMBERED = re.compile(r"ที่? *[^ก-๙]{0,4}(?=[ก-ฮ(]{0,6}[^/]{0,14}/)")


def refers_to(sheet: Sheet, head: Head) -> tuple[Citation, ...]:
    """Read the list of letters referred to; one that cannot be parsed stays as it stands."""
    section = head.sections.get(Label.REFERS)
    if section is None:
        return ()
    return tuple(_citation(sheet, item) for item in items(section))


def _citation(sheet: Sheet, item: list[Piece]) -> Citation:
    whole = replace(
        item[0], text=_text(sheet, item), guesses=joined_guesses(item, _gaps(sheet, item))
    )
    named = weighed(dotted(whole), lambda text: _cited(text)[0].canonical, reference_likely)
    dated = weighed(whole, _cited_day, day_likely(sheet.on))
    reference, shape = _cited(named.piece.text)
    dates = find_dates(dated.piece.text)
    evidence = sheet.evidence(*item)
    date = _cited_date(dated.on(evidence), dates[-1]) if dates else None
    return Citation(found(reference.canonical, reference.raw, named.on(evidence), shape), date)


def _cited_day(text: str) -> str | None:
    dates = find_dates(text)
    return dates[-1].start if dates and dates[-1].whole else None


def _cited(text: str) -> tuple[Reference, Shape]:
    """Return the reference of one item: a letter's, an order's, or its words."""
    if orders := find_orders(text):
        return orders[0], Shape.WHOLE
    if letters := find_references(text):
        return letters[0], Shape.LOOSE if letters[0].suspect else Shape.WHOLE
    words = _DATED.split(text)[0].strip()
    numbered = _NUMBERED.search(words)
    number = words[numbered.start() :] if numbered else ""
    if short := head_reference(number):
        return short, Shape.BROKEN
    return Reference(words, words, (0, len(words))), Shape.BROKEN


def _cited_date(evidence: Evidence, date: WrittenDate) -> Found[str] | None:
    if date.start.startswith("--"):
        return found("", date.raw, evidence, Shape.BROKEN)
    shape = Shape.WHOLE if date.whole and not date.doubts and not date.end else Shape.LOOSE
    return found(date.start, date.raw, evidence, shape)


def mentions(sheets: list[Sheet], head: Head) -> tuple[Citation, ...]:
    """Read the letters named in the text with their dates, as a cover names what it forwards."""
    listed = head.sections.get(Label.REFERS)
    skipped = {piece.middle for section in head.sections.values() for piece in section.lines}
    found_in = [
        (sheet, piece)
        for sheet in sheets
        for piece in sheet.pieces
        if sheet is not sheets[0] or (piece.middle not in skipped and not _is_listed(piece, listed))
    ]
    return tuple(
        _mentioned(found_in, index, place)
        for index, (_, piece) in enumerate(found_in)
        for place, reference in enumerate(find_references(piece.text))
        if not reference.suspect and "โทร" not in piece.text
    )


def _is_listed(piece: Piece, section: Section | None) -> bool:
    return section is not None and piece is section.head


def _mentioned(lines: list[tuple[Sheet, Piece]], index: int, place: int) -> Citation:
    """Make a citation of a reference in running text; its date may be on the next line."""
    sheet, piece = lines[index]

    def named(text: str) -> str | None:
        return (
            references[place].canonical
            if len(references := find_references(text)) > place
            else None
        )

    chosen = weighed(dotted(piece), named, reference_likely)
    reference = find_references(chosen.piece.text)[place]
    evidence = chosen.on(sheet.evidence(chosen.piece.part(*reference.span)))
    following = [lines[index + 1][1]] if index + 1 < len(lines) else []
    was_mended = chosen.source is Source.CONTEXT and dotted(piece) != piece
    shape = Shape.LOOSE if was_mended else Shape.WHOLE
    return Citation(
        found(reference.canonical, reference.raw, evidence, shape),
        _mentioned_date(sheet, [piece, *following], place),
    )


def _mentioned_date(sheet: Sheet, lines: list[Piece], place: int) -> Found[str] | None:
    """Read the date right after the reference at a place in the first of some lines."""

    def dated(text: str) -> WrittenDate | None:
        references = find_references(text)
        tail = text[references[place].span[1] :] if len(references) > place else ""
        sent = re.match(r"^ *(?:ลง(?:วัน)?ที่?|ลว\.?|ลง) *", tail)
        dates = find_dates(tail[sent.end() :]) if sent else ()
        return dates[0] if dates and dates[0].span[0] <= 1 else None

    def day(text: str) -> str | None:
        date = dated(text)
        return date.start if date and date.whole else None

    gaps = [" "] * (len(lines) - 1)
    text, guesses = " ".join(line.text for line in lines), joined_guesses(lines, gaps)
    chosen = weighed(replace(lines[0], text=text, guesses=guesses), day, day_likely(sheet.on))
    date = dated(chosen.piece.text)
    return _cited_date(chosen.on(sheet.evidence(lines[0])), date) if date else None


def enclosures(sheet: Sheet, head: Head) -> tuple[Found[str], ...]:
    """Read the list of what is sent along."""
    section = head.sections.get(Label.ENCLOSED)
    if section is None:
        return ()
    texts = [(sheet.evidence(*item), tidy(_text(sheet, item))) for item in items(section)]
    return tuple(
        found(
            _said_how_many(value) if evidence.recognised else value, text, evidence, _shape(section)
        )
        for evidence, text in texts
        if text
        for value in [_counted(believed(text, evidence))]
    )


_COUNTED = re.compile(
    r"จำนวน ?[0-9๐-๙]+ ?(?:ชุด|ฉบับ|แผ่น|เล่ม|หน้า|รายการ|เรื่อง)(?P<noise>[^ก-๙]*[ก-๙].*)$"
)
_COUNT = re.compile(
    r"[^ก-๙0-9A-Za-z()\[\]]* (?:จ[ำาั]?[ก-ฮ]|น)ว[ัิี]?น ?(?P<n>[0-9๐-๙]+) ?"
    r"(?P<of>[ชซข][ุู]?ด|ฉบ[ัิ]?[บป]|แผ่?น|เล่?ม|หน้?า|รายการ|เรื่อง)$"
)
"""How many come, as scans leave it: ``จำนวัน๓ ชุด``, ``นวน๓ชุด``."""
_MEASURES = ("ชุด", "ฉบับ", "แผ่น", "เล่ม", "หน้า", "รายการ", "เรื่อง")
_NO_WORDS = 0.3
"""Share of letters in no word: what a stamp or a hand beside the list is read as has more."""


def _counted(text: str) -> str:
    """Take what is no Thai off the end of an item that has said how many."""
    after = _COUNTED.search(text)
    if after is None or unknown_share(after["noise"]) < _NO_WORDS:
        return text
    return text[: after.start("noise")]


def _said_how_many(text: str) -> str:
    """Write how many come as it is written: ``จำนวน ๓ ชุด``."""
    count = _COUNT.search(text)
    if count is None:
        return text
    of = next((one for one in _MEASURES if one[:2] == count["of"][:2]), "ชุด")
    return f"{text[: count.start()]} จำนวน {count['n']} {of}"


def _text(sheet: Sheet, item: list[Piece]) -> str:
    """Join the lines of one item as Thai is written."""
    gaps = ("", *_gaps(sheet, item))
    return "".join(gap + piece.text for gap, piece in zip(gaps, item, strict=True))


def _gaps(sheet: Sheet, item: list[Piece]) -> list[str]:
    """Return what stands between the lines of one item: a full line goes on without a space."""
    return ["" if sheet.is_filled(before) else " " for before in item[:-1]]


_FORM_WORDS = re.compile(
    r"^(?:(?:ผ[ัู้]* ?)?(?:รั? ?)?บ ?ปฏิ? ?(?:บั?[ตด][ิี]?|บั?(?= ))?|บั?[ตด][ิี]?(?= )|บั(?= ))[ :|]*"
    r"| *ผู?้?รั?บ ?ทรา?บ?\W*$"
)
"""ผู้รับปฏิบัติ as scans leave it, and ผู้รับทราบ of the row below."""


def addressee(sheet: Sheet, head: Head) -> Found[str] | None:
    """Read whom a letter, or a message form, goes to."""
    if read := labelled(sheet, head, Label.ADDRESSEE, Label.TO):
        return read
    rows = message_form.addressee(sheet)
    if not rows:
        return None
    evidence, text = sheet.evidence(*rows), tidy(_text(sheet, rows))
    return found(believed(text, evidence), text, evidence, Shape.LIKELY)


def labelled(sheet: Sheet, head: Head, *labels: Label) -> Found[str] | None:
    """Read the words of the first of these sections that is there."""
    for label in labels:
        section = head.sections.get(label)
        if section and (text := _FORM_WORDS.sub("", joined(sheet, section))):
            evidence = sheet.evidence(section.head, *section.lines)
            return found(believed(text, evidence), text, evidence, _shape(section))
    return None


def _shape(section: Section) -> Shape:
    """Believe a value wholly when its own label and what follows it were both recognised."""
    return Shape.WHOLE if section.is_whole else Shape.LIKELY

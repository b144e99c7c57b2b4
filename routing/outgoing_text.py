"""What an outgoing letter says before anybody has written it; pure functions."""

from registry.letter_parts import LetterText
from registry.models import Letter
from registry.thai import ERA, MONTHS
from registry.vocabulary import LetterKind, LinkKind, Urgency
from routing.outgoing_forms import OutgoingForm


def cited(letter: Letter) -> str:
    """Name a letter as อ้างถึง does: unit, urgency, ที่, ลงวันที่ (domain §1.3)."""
    urgency = "" if letter.urgency is Urgency.NORMAL else letter.urgency.label
    reference = f"ที่ {letter.reference.replace('/ว', '/ว ')}" if letter.reference else ""
    dated = f"ลงวันที่ {_long_date(letter.dated)}" if letter.dated else ""
    return " ".join(filter(None, (f"หนังสือ{letter.sender}", urgency, reference, dated)))


def first_words(
    kind: LetterKind, link: LinkKind | None, letter: Letter | None, office: str
) -> dict[str, str]:
    """Return the fields that follow from the received letter, for the officer to change."""
    if letter is None or link is None:
        return {}
    about = {"subject": letter.subject, "urgency": letter.urgency.value}
    if link is LinkKind.REPLIES_TO:
        return about | _answer(kind, letter, office)
    return about | _passing_on(kind, letter, office)


def _passing_on(kind: LetterKind, letter: Letter, office: str) -> dict[str, str]:
    enclosure = f"สำเนา{cited(letter)} จำนวน 1 ชุด"
    if kind is LetterKind.STAMPED:
        body = f"พร้อมหนังสือนี้ {office} ขอส่ง{enclosure} เรื่อง {letter.subject} มาเพื่อทราบ"
        return {"body": body, "enclosures": ""}
    end = "จึงเรียนมาเพื่อทราบ" if kind is LetterKind.MEMO else "จึงเรียนมาเพื่อโปรดทราบ"
    body = (
        f"ด้วย{office} ได้รับ{cited(letter)} เรื่อง {letter.subject} รายละเอียดปรากฏตามสิ่งที่ส่งมาด้วย\n{end}"
    )
    return {"body": body, "enclosures": enclosure}


def _answer(kind: LetterKind, letter: Letter, office: str) -> dict[str, str]:
    end = "จึงแจ้งมาเพื่อทราบ" if kind is LetterKind.STAMPED else "จึงเรียนมาเพื่อโปรดทราบ"
    body = f"ตามหนังสือที่อ้างถึง {letter.sender} แจ้งเรื่อง {letter.subject} นั้น\n{office} "
    return {
        "refers_to": cited(letter),
        "addressee": letter.signatory_position or letter.sender,
        "body": f"{body}ขอเรียนว่า …\n{end}",
    }


def letter_text(form: OutgoingForm, *, reference: str = "", is_draft: bool = False) -> LetterText:
    """Return the letter to draw; number and day come when it is issued."""
    return LetterText(
        kind=form.kind,
        reference=reference,
        dated=form.dated if is_draft else None,
        office=form.office,
        addressee=form.addressee.replace("\n", " "),
        body=form.body,
        greeting=form.greeting,
        subject="" if form.kind is LetterKind.STAMPED else form.subject.replace("\n", " "),
        urgency=form.urgency,
        refers_to=tuple(form.refers_to.splitlines()),
        enclosures=tuple(form.enclosures.splitlines()),
        closing=form.closing,
        signatory=form.signatory.replace("\n", " "),
        position=form.position,
        owner_unit=form.owner_unit,
        contact=form.contact,
        is_draft=is_draft,
    )


def _long_date(dated: str) -> str:
    """Write a stored day, or month if the day is unknown, as a letter does."""
    year, month, *day = (int(part) for part in dated.split("-"))
    return " ".join((*map(str, day), MONTHS[month - 1], str(year + ERA)))

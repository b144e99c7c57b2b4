"""Writing outgoing letters: begun, kept as typed, given up, and issued by who may.

Everything but ``issue`` runs inside the caller's transaction; ``issue`` draws,
which is slow, and opens its own (docs/adr/0011).
"""

import datetime as dt
from collections.abc import Mapping

from sqlmodel import Session, col, select

from registry import dispatching, journal
from registry.choices import choices_of
from registry.errors import NotFound
from registry.holdings import visible_letter
from registry.journal import Event
from registry.models import Dispatch
from registry.office import Office
from registry.people import Actor, agency
from registry.people_models import Officer, RoleHeld, Unit
from registry.thai import bangkok_day
from registry.vocabulary import LetterKind, LinkKind, Permission, Role
from registry.written_letter import Sending
from routing.errors import ApproverIsDrafter, DraftChanged, DraftClosed
from routing.outgoing_forms import read_outgoing
from routing.outgoing_models import OutgoingDraft
from routing.outgoing_text import first_words, letter_text

REMEMBERED = ("office", "owner_unit", "contact", "closing", "signatory", "position")
"""What one letter of a unit has in common with the next."""
LOOKED_BACK = 20


def begin_draft(
    session: Session,
    unit_id: int,
    kind: LetterKind,
    *,
    by: Actor,
    at: dt.datetime,
    link: LinkKind | None = None,
    letter_id: int | None = None,
) -> OutgoingDraft:
    """Begin a letter of a unit, with what follows from the received letter and the last one."""
    unit = session.get(Unit, unit_id)
    if unit is None or not unit.is_active or not by.may(Permission.WORK, unit_id):
        raise NotFound(what="หน่วยงาน")
    letter = visible_letter(session, by, letter_id) if letter_id is not None else None
    habits = _habits(session, unit, kind)
    office = habits["office"].splitlines()[0]
    said = {"kind": kind.value, **habits, **first_words(kind, link, letter, office)}
    draft = OutgoingDraft(
        unit_id=unit_id,
        letter_id=letter_id,
        link=link if letter_id is not None else None,
        said=said,
        drafted_by=by.id,
        drafted_at=at,
        changed_by=by.id,
        changed_at=at,
    )
    session.add(draft)
    session.flush()  # the caller and the journal name draft.id
    _note(session, draft, Event.OUTGOING_DRAFTED, by=by, at=at)
    return draft


def draft_of(session: Session, by: Actor, draft_id: int) -> OutgoingDraft:
    """Return a draft of a unit the officer works in; raise ``NotFound`` otherwise."""
    draft = session.get(OutgoingDraft, draft_id)
    if draft is None or not by.may(Permission.WORK, draft.unit_id):
        raise NotFound(what="ร่างหนังสือส่ง")
    return draft


def save_draft(
    session: Session,
    draft_id: int,
    said: Mapping[str, str],
    version: int,
    *,
    by: Actor,
    at: dt.datetime,
) -> OutgoingDraft:
    """Keep what was typed, whether it makes a letter yet or not.

    Raises ``DraftClosed``, and ``DraftChanged`` if another officer changed the
    draft after the page was drawn.
    """
    draft = _locked(session, by, draft_id, version)
    if said == draft.said:
        return draft
    draft.said, draft.version = dict(said), draft.version + 1
    draft.changed_by, draft.changed_at = by.id, at
    session.add(draft)
    _note(session, draft, Event.OUTGOING_SAVED, by=by, at=at)
    return draft


def propose_draft(
    session: Session, draft_id: int, version: int, *, by: Actor, at: dt.datetime
) -> OutgoingDraft:
    """Lay a finished letter before whoever may issue it; raise ``FormRefused`` if it is not."""
    draft = _locked(session, by, draft_id, version)
    read_outgoing(draft.said)
    if draft.proposed_at is None:
        draft.proposed_at = at
        draft.version += 1
        session.add(draft)
        _note(session, draft, Event.OUTGOING_PROPOSED, by=by, at=at)
    return draft


def discard_draft(
    session: Session, draft_id: int, version: int, *, by: Actor, at: dt.datetime
) -> OutgoingDraft:
    """Give a letter up before it has a number; the text is kept."""
    draft = _locked(session, by, draft_id, version)
    draft.discarded_at = at
    draft.version += 1
    session.add(draft)
    _note(session, draft, Event.OUTGOING_DISCARDED, by=by, at=at)
    return draft


def issue(office: Office, draft_id: int, version: int, *, by: Actor) -> Dispatch:
    """Approve a draft and give it its number.

    Raises ``ApproverIsDrafter`` where the agency wants two people for it,
    ``FormRefused`` for what cannot be drawn, and what ``dispatching.issue`` raises.
    """
    with office.database.reading() as session:
        draft = draft_of(session, by, draft_id)
        _require_open(draft, version, by)
        dispatching.right_to_issue(by, draft.unit_id)
        if may_not_approve(session, draft, by):
            raise ApproverIsDrafter
        sending = _sending(draft, today=bangkok_day(office.clock.now()))

    def settle(session: Session, dispatch: Dispatch) -> None:
        issued = _locked(session, by, draft_id, version)
        issued.dispatch_id, issued.approved_by = dispatch.id, by.id
        session.add(issued)

    return dispatching.issue(office, sending, settle, by=by)


def may_not_approve(session: Session, draft: OutgoingDraft, by: Actor) -> bool:
    """Tell whether the agency wants somebody else than this officer to approve the draft."""
    return by.id == draft.drafted_by and choices_of(session).approver_must_differ


def _sending(draft: OutgoingDraft, *, today: dt.date) -> Sending:
    form = read_outgoing(draft.said)
    forwards = draft.link is LinkKind.FORWARDS
    return Sending(
        unit_id=draft.unit_id,
        book=form.series.book,
        is_circular=form.series.is_circular,
        dated=form.dated or today,
        text=letter_text(form),
        summary=form.subject.replace("\n", " "),
        asked_by=draft.drafted_by,
        reserved_number=form.reserved_number,
        forwards=draft.letter_id if forwards else None,
        replies_to=None if forwards else draft.letter_id,
        remark=form.remark,
    )


def _locked(session: Session, by: Actor, draft_id: int, version: int) -> OutgoingDraft:
    wanted = select(OutgoingDraft).where(OutgoingDraft.id == draft_id).with_for_update()
    session.exec(wanted.execution_options(populate_existing=True)).first()
    draft = draft_of(session, by, draft_id)
    _require_open(draft, version, by)
    return draft


def _require_open(draft: OutgoingDraft, version: int, by: Actor) -> None:
    if draft.dispatch_id is not None:
        raise DraftClosed(reason="ออกเลขแล้ว")
    if draft.discarded_at is not None:
        raise DraftClosed(reason="เลิกร่างแล้ว")
    # His own changes he has seen: the preview in another window saves, too.
    if draft.version != version and draft.changed_by != by.id:
        raise DraftChanged


def _habits(session: Session, unit: Unit, kind: LetterKind) -> dict[str, str]:
    """Return what the unit's last issued letter of the kind had in common with every one."""
    issued = session.exec(
        select(OutgoingDraft)
        .where(OutgoingDraft.unit_id == unit.id, col(OutgoingDraft.dispatch_id).is_not(None))
        .order_by(col(OutgoingDraft.id).desc())
        .limit(LOOKED_BACK)
    )
    for draft in issued:
        if draft.said.get("kind") == kind.value and draft.said.get("office"):
            return {name: draft.said.get(name, "") for name in REMEMBERED}
    root = agency(session)
    of_agency = root is not None and kind is not LetterKind.MEMO
    head = _head(session, unit)
    return {
        "office": root.name if root is not None and of_agency else unit.name,
        "owner_unit": unit.name if of_agency else "",
        "signatory": head.name if head else "",
        "position": head.position if head else "",
    }


def _head(session: Session, unit: Unit) -> Officer | None:
    return session.exec(
        select(Officer)
        .join(RoleHeld, col(RoleHeld.officer_id) == col(Officer.id))
        .where(RoleHeld.unit_id == unit.id, RoleHeld.role == Role.HEAD, col(Officer.is_active))
        .order_by(col(Officer.id))
    ).first()


def _note(
    session: Session, draft: OutgoingDraft, event: Event, *, by: Actor, at: dt.datetime
) -> None:
    """Tell the journal; a draft is a thing of its unit until it has a number."""
    after = {"draft_id": draft.id, "subject": draft.said.get("subject", "")}
    journal.record(session, event, "unit", draft.unit_id, at=at, by=by.id, after=after)

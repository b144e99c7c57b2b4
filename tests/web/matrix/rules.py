"""Who may ask what: one rule for every route, written down apart from the code that keeps it.

A route without a rule fails the build, and so does a rule without a route.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from registry.vocabulary import Permission

READ, REGISTER, ROUTE = Permission.READ, Permission.REGISTER, Permission.ROUTE
ORDER, WORK = Permission.ORDER, Permission.WORK
ADMINISTER, AUDIT = Permission.ADMINISTER, Permission.AUDIT
KEEP_SECRETS = Permission.KEEP_SECRETS

EVERYBODY = None
"""Strangers too."""
SIGNED_IN: tuple[Permission, ...] = ()

NAMED: Mapping[str, str] = {
    "letter_id": "letter", "assignment_id": "received", "first_id": "sent",
    "officer_id": "officer", "unit_id": "unit", "delegation_id": "delegation",
    "entry_id": "entry", "grid_id": "grid", "rule_id": "rule", "saved_id": "saved",
    "draft_id": "draft", "code": "code", "job_id": "job", "sign_in_id": "sign_in",
    "passkey_id": "passkey",
}  # fmt: skip
"""Which of a division's things an argument of an address names, unless the rule says otherwise."""

ONE_OF_MANY: Mapping[str, str] = {
    "number": "1", "sheet": "1", "position": "0", "year": "2568", "filename": "app.css",
    "token": "no-such-link", "word": "abcdefghijklmnopqrst",
}  # fmt: skip
"""What is part of a thing, or of nobody's: asked with one value."""


@dataclass(frozen=True)
class Rule:
    """Who gets an answer from a route, and how to ask it."""

    who: Sequence[Permission] | None
    """Any of these, held somewhere, opens the page; without it there is no such page."""
    there: Sequence[Permission] | None = None
    """Any of these is needed where the thing is, if it is not ``who``: else a refusal."""
    only: Sequence[str] = ()
    """Whose the thing is, where it is not the whole division's."""
    named: Mapping[str, str] = field(default_factory=dict)
    """Which thing an argument names here."""
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    """Fields; ``{thing}`` stands for a thing of the division's."""
    file: str = ""
    """Name of the field that carries a file."""
    answers: Sequence[int] = (200, 303, 204)
    """What who may ask is answered with."""
    is_open_halfway: bool = False
    """Whether it is part of signing in, after the password."""
    asks_alike: bool = False
    """Whether one word at the end of the address asks like any other."""
    is_shared: bool = False
    """Whether the thing is everybody's who may open the page."""

    @property
    def needed(self) -> Sequence[Permission]:
        """Which permissions do where the thing is."""
        return self.there if self.there is not None else self.who or ()


def of_draft(name: str = "draft", **more: object) -> Rule:
    """The rule of a route about an arrived file."""
    return Rule((REGISTER,), named={"draft_id": name}, **more)  # type: ignore[arg-type]


def of_secret(**more: object) -> Rule:
    """The rule of a route about a file set aside as secret."""
    return Rule((KEEP_SECRETS,), named={"draft_id": "secret"}, **more)  # type: ignore[arg-type]


def of_entry(name: str = "secret_letter", **more: object) -> Rule:
    """The rule of a route about an entry of the register of secrets."""
    return Rule((KEEP_SECRETS,), named={"letter_id": name}, **more)  # type: ignore[arg-type]


def of_outgoing(who: Sequence[Permission] = (WORK,), **more: object) -> Rule:
    """The rule of a route about a letter being written."""
    return Rule(who, named={"draft_id": "outgoing"}, **more)  # type: ignore[arg-type]


def of_the_agency(**more: object) -> Rule:
    """The rule of a route by which somebody decides for all divisions."""
    return Rule((REGISTER, ADMINISTER), only=FOR_ALL, **more)  # type: ignore[arg-type]


SEEN = {"version": "{received.version}"}
TYPED = {
    "version": "{outgoing.version}", "kind": "memo", "series": "sent", "urgency": "normal",
    "office": "กอง", "subject": "เรื่อง", "addressee": "ท่าน", "body": "เพื่อทราบ",
}  # fmt: skip
AN_ENTRY = {"secrecy": "secret", "sender": "ก", "addressee": "ข", "subject": "ค"}
A_RULE = {"name": "กฎใหม่", "words": "งบ", "to_unit": "{any.below}", "purpose": "action"}
A_DAY = {"day": "7 ต.ค. 2568", "name": "วันหยุด", "kind": "special"}

ABOVE_HIM = ("administrator", "overseer")
FOR_ALL = ("overseer",)
"""Who decides for the whole agency."""

INTAKE = {
    "intake.today": Rule((REGISTER,)),
    "intake.progress": Rule((REGISTER,)),
    "intake.ledger": Rule((REGISTER, AUDIT)),
    "intake.upload": Rule((REGISTER,), form={"unit_id": "{unit}"}, file="files"),
    "intake.review": of_draft(),
    "intake.registered": of_draft("registered"),
    "intake.register": of_draft(form={"letters.0.pages": "1-3"}, answers=(422,)),
    "intake.confirm": of_draft(form={"field": "subject", "value": "เรื่องใหม่"}),
    "intake.picture": of_draft(),
    "intake.arrange": of_draft(),
    "intake.split": of_draft(form={"position": "0", "page": "2"}),
    "intake.merge": of_draft(form={"position": "1"}),
    "intake.reorder": of_draft(form={"order": "0"}, answers=(409,)),
    "intake.move_pages": of_draft(form={"pages": "1-3"}, answers=(409,)),
    "intake.describe": of_draft(form={"kind": "order"}),
    "intake.turn": of_draft(form={"degrees": "90"}),
    "intake.reread": of_draft(answers=(303, 409)),
    "intake.stuck": of_draft("stuck"),
    "intake.retry": of_draft("stuck"),
    "intake.unlock": of_draft("stuck", form={"password": "x"}, answers=(303, 409, 422)),
    "intake.discard": of_draft("stuck", form={"reason": "ส่งผิด"}),
    "intake.correct": Rule((REGISTER,)),
    "intake.correct_now": Rule((REGISTER,), form={"reason": "พิมพ์ผิด"}, answers=(422,)),
}

SECRETS = {
    "intake.secret_files": Rule((KEEP_SECRETS,)),
    "intake.secret_count": Rule((KEEP_SECRETS,)),
    "intake.secret_file": of_secret(),
    "intake.secret_picture": of_secret(),
    "intake.secret_original": of_secret(),
    "intake.enter_secret": of_secret(form=AN_ENTRY),
    "intake.release": of_secret(form={"release_reason": "ไม่ลับ"}),
    "intake.discard_secret": of_secret(form={"discard_reason": "ชั้นลับที่สุด"}),
    "intake.secret_letter": of_entry(),
    "intake.secret_letter+void": of_entry("void_secret"),
    "intake.correct_secret": of_entry(),
    "intake.correct_secret_now": of_entry(form={**AN_ENTRY, "correct_reason": "พิมพ์ผิด"}),
    "intake.void_secret": of_entry(form={"void_reason": "ลงซ้ำ"}),
    "registry.secret_book": Rule((KEEP_SECRETS,), query={"unit": "{unit}"}),
    "registry.print_secrets": Rule((KEEP_SECRETS,), query={"unit": "{unit}"}),
    "registry.start_secret_book": Rule(
        (KEEP_SECRETS,), form={"unit": "{unit}", "first_number": "5"}, answers=(409,)
    ),
}

OWN_PAGES = {
    "static": Rule(EVERYBODY),
    "registry.health": Rule(EVERYBODY),
    # Nobody of another machine, whoever he is; tests/web/test_metrics.py tells who may.
    "registry.metrics": Rule(EVERYBODY, answers=(404,)),
    "registry.home": Rule(EVERYBODY),
    "registry.keys": Rule(EVERYBODY),
    "registry.sign_in": Rule(EVERYBODY),
    "registry.sign_in_now": Rule(EVERYBODY, form={"login": "x", "password": "y"}, answers=(401,)),
    "registry.sign_out": Rule(EVERYBODY),
    "registry.first_start": Rule(EVERYBODY, answers=(410,)),
    "registry.set_up": Rule(EVERYBODY, answers=(410,)),
    "registry.password": Rule(SIGNED_IN),
    "registry.change_password": Rule(SIGNED_IN, answers=(422,)),
    "registry.account": Rule(SIGNED_IN),
    "registry.end_session": Rule(SIGNED_IN, only=("clerk",)),
    "registry.end_other_sessions": Rule(SIGNED_IN),
    "registry.code": Rule(SIGNED_IN, is_open_halfway=True),
    "registry.give_code": Rule(SIGNED_IN, is_open_halfway=True, answers=(303, 422)),
    "registry.give_paper": Rule(SIGNED_IN, is_open_halfway=True, answers=(303, 422)),
    "registry.second_factor": Rule(SIGNED_IN),
    "registry.second_factor_code": Rule(SIGNED_IN),
    "registry.set_up_second_factor": Rule(SIGNED_IN, answers=(422,)),
    "registry.renew_paper_codes": Rule(SIGNED_IN, answers=(422,)),
    "registry.remove_second_factor": Rule(SIGNED_IN, answers=(422,)),
    "registry.lose_telephone": Rule(SIGNED_IN, answers=(422,)),
    # Nobody answers there; tests/web/test_provider.py has one who does.
    "registry.to_provider": Rule(EVERYBODY, answers=(503,)),
    "registry.from_provider": Rule(EVERYBODY, answers=(401,)),
    "registry.provider_link": Rule(SIGNED_IN),
    "registry.begin_link": Rule(SIGNED_IN, answers=(422,)),
    "registry.unlink_provider": Rule(SIGNED_IN),
    # tests/web/test_passkeys.py has a device that answers.
    "registry.own_passkeys": Rule(SIGNED_IN),
    "registry.begin_passkey": Rule(SIGNED_IN, answers=(422,)),
    "registry.add_passkey": Rule(SIGNED_IN, answers=(422,)),
    "registry.remove_passkey": Rule(SIGNED_IN, only=("clerk",)),
    "registry.begin_by_passkey": Rule(EVERYBODY),
    "registry.enter_by_passkey": Rule(EVERYBODY, form={"answer": "{}"}, answers=(401,)),
    "registry.standing_in": Rule(SIGNED_IN),
    "registry.delegations": Rule(SIGNED_IN, only=("staff", *ABOVE_HIM)),
    "registry.delegate": Rule(SIGNED_IN, only=("staff", *ABOVE_HIM), answers=(422,)),
    "registry.end_delegation": Rule(
        SIGNED_IN,
        only=("head", *ABOVE_HIM),
        named={"officer_id": "head"},
        form={"delegation_id": "{delegation}", "end_reason": "กลับแล้ว"},
    ),
    "registry.written_order": Rule(SIGNED_IN, only=("head", "deputy", "auditor", *ABOVE_HIM)),
}

REGISTER_PAGES = {
    "registry.register_book": Rule((READ,), query={"unit": "{unit}"}),
    "registry.sent_book": Rule((READ,), query={"unit": "{unit}"}),
    "registry.print_register": Rule((READ,), query={"unit": "{unit}"}),
    "registry.numbers": Rule((REGISTER,)),
    "registry.reserve_numbers": Rule((REGISTER,), form={"count": "2", "reason": "ประชุม"}),
    "registry.start_book": Rule((REGISTER,), form={"book": "circular", "first_number": "50"}),
    "registry.letter": Rule((READ,)),
    "registry.void_receipt": Rule((REGISTER,), form={"receipt_id": "{receipt}", "reason": "ลงซ้ำ"}),
    "registry.void_dispatch": Rule(
        (ROUTE, ORDER), named={"letter_id": "issued"}, form={"reason": "ออกผิด"}
    ),
    "registry.rewrite_entry": Rule((REGISTER,), form={"receipt_id": "{receipt}", "action": "ทำ"}),
    "registry.chain": Rule((READ,), named={"letter_id": "newer"}),
    "registry.decide_replacement": Rule(
        (REGISTER,),
        named={"letter_id": "newer"},
        form={"older_id": "{older}", "is_confirmed": "yes"},
    ),
    "registry.page": Rule((READ,)),
    "registry.file": Rule((READ,), query={"unit": "{unit}"}),
    "registry.stamped_copy": Rule((READ,), query={"unit": "{unit}"}),
    "registry.verify": Rule((READ,), query={"code": "{code}"}),
    "registry.verified": Rule((READ,)),
    "registry.check_file": Rule((READ,), file="file"),
    "registry.history": Rule((AUDIT,)),
    "registry.journal_day": Rule((AUDIT,), only=FOR_ALL),
    "registry.journal_sheet": Rule((AUDIT,), only=FOR_ALL),
    "registry.condition": Rule((REGISTER, ADMINISTER)),
    "registry.retry_job": Rule((REGISTER, ADMINISTER), is_shared=True),
    "registry.calendar": Rule((REGISTER, ADMINISTER)),
    "registry.calendar_year": Rule((REGISTER, ADMINISTER)),
    "registry.add_holiday": of_the_agency(form=A_DAY),
    "registry.remove_holiday": of_the_agency(form={"day": "2025-10-13"}),
    "registry.confirm_year": of_the_agency(),
    "registry.reopen_year": of_the_agency(),
    "registry.import_holidays_page": of_the_agency(),
    "registry.import_holidays": of_the_agency(),
}

PEOPLE = {
    "registry.people": Rule((ADMINISTER,)),
    "registry.add_unit": Rule((ADMINISTER,), form={"parent": "{unit}", "name": "กลุ่มใหม่"}),
    "registry.unit": Rule((ADMINISTER,)),
    "registry.change_unit": Rule((ADMINISTER,), form={"name": "ชื่อใหม่"}),
    "registry.close_unit": Rule((ADMINISTER,), named={"unit_id": "below"}),
    "registry.reopen_unit": Rule((ADMINISTER,)),
    "registry.add_officer": Rule(
        (ADMINISTER,),
        form={"login": "new", "name": "ใหม่", "password": "มะม่วงสุกสามผล", "role": "staff"},
    ),
    "registry.add_member": Rule(
        (ADMINISTER,), form={"member": "{officer.login}", "role_here": "head"}
    ),
    "registry.officer": Rule((ADMINISTER,)),
    "registry.change_officer": Rule((ADMINISTER,), form={"name": "ชื่อใหม่"}),
    "registry.give_role": Rule((ADMINISTER,), form={"unit": "{unit}", "role": "head"}),
    "registry.take_role": Rule((ADMINISTER,), form={"unit": "{unit}", "role": "staff"}),
    "registry.role_order": Rule((ADMINISTER,)),
    "registry.close_account": Rule((ADMINISTER,)),
    "registry.reopen_account": Rule((ADMINISTER,)),
    "registry.reset_password": Rule((ADMINISTER,), form={"password": "มะม่วงสุกสี่ผล"}),
    "registry.suspend_sign_in": Rule((ADMINISTER,)),
    "registry.link_officer": Rule((ADMINISTER,), form={"subject": "of {officer}"}),
    "registry.unlink_officer": Rule((ADMINISTER,)),
    "registry.reset_second_factor": Rule(
        (ADMINISTER,), named={"officer_id": "phoned"}, form={"reset_reason": "หาย"}
    ),
    "registry.import_page": Rule((ADMINISTER,)),
    "registry.blank_form": Rule((ADMINISTER,)),
    "registry.import_units": Rule((ADMINISTER,), answers=(422,)),
    "registry.import_officers": Rule((ADMINISTER,), answers=(422,)),
    "registry.choices": Rule((ADMINISTER,)),
    "registry.change_choices": of_the_agency(),
    "search.synonyms": Rule((ADMINISTER,)),
    "search.add_synonym": of_the_agency(form={"word": "งบ", "means": "ทุน"}),
    "search.remove_synonym": of_the_agency(form={"synonym_id": "{any.synonym}"}),
}

LETTERS_ON_THEIR_WAY = {
    "routing.mine": Rule((WORK,)),
    "routing.acknowledge_at_once": Rule((ORDER,), form=SEEN),
    "routing.basket": Rule((READ,), query={"unit": "{unit}"}),
    "routing.receive_selected": Rule(
        (REGISTER,), form={"chosen": "{delivered}.{delivered.version}"}
    ),
    "routing.acknowledge_selected": Rule(
        (ORDER,), form={"chosen": "{received}.{received.version}"}
    ),
    "routing.undo_moves": Rule((READ,), only=("head",), form={"made": "{made}"}),
    "routing.received": Rule((READ,), query={"id": "{received}"}),
    "routing.assignment": Rule((READ,)),
    "routing.ask_move": Rule((READ,), asks_alike=True),
    "routing.move:receive": Rule(
        (READ,),
        (REGISTER,),
        named={"assignment_id": "delivered"},
        form={"version": "{delivered.version}"},
    ),
    "routing.move:assign": Rule(
        (READ,), (ORDER,), form={**SEEN, "holder_id": "{any.officer}", "order": "ทำ"}
    ),
    "routing.move:acknowledge": Rule((READ,), (ORDER,), form=SEEN),
    "routing.move:start": Rule(
        (READ,),
        (WORK,),
        named={"assignment_id": "acknowledged"},
        form={"version": "{acknowledged.version}"},
    ),
    "routing.move:finish": Rule((READ,), (WORK,), form={**SEEN, "result": "เสร็จ"}),
    "routing.move:return": Rule((READ,), (ROUTE,), form={**SEEN, "reason": "ส่งผิด"}),
    "routing.move:withdraw": Rule(
        (READ,),
        (ROUTE,),
        named={"assignment_id": "sent"},
        form={"version": "1", "reason": "ส่งผิด"},
    ),
    "routing.move:file": Rule(
        (READ,),
        (REGISTER,),
        named={"assignment_id": "acknowledged"},
        form={"version": "{acknowledged.version}", "file_code": "ก 1", "retention": "57.5"},
    ),
    "routing.write_note": Rule((WORK,), form={"kind": "remark", "text": "ความเห็น"}),
    "routing.write_note+correcting": Rule(
        (WORK,),
        named={"assignment_id": "acknowledged"},
        only=("head", "deputy"),
        form={"kind": "acknowledged", "text": "แก้", "corrects_id": "{note}"},
    ),
    "routing.order_units": Rule(
        (ORDER,), form={**SEEN, "order": "ทำ", "purpose.{any.below}": "information"}
    ),
    "routing.slip": Rule((READ,)),
    "routing.who": Rule((READ,), named={"letter_id": "circular"}),
    "routing.remind": Rule(
        (ROUTE,), named={"letter_id": "circular"}, form={"assignment": "{sent}"}
    ),
    "routing.deadlines": Rule((READ,)),
    "routing.confirm_deadline": Rule((REGISTER,), form={"key": "x"}, answers=(409,)),
    "routing.set_deadline": Rule((REGISTER,), form={"day": "30 พ.ค. 2568"}),
    "routing.drop_deadline": Rule((REGISTER,), form={"key": "x"}, answers=(409,)),
    "routing.statistics": Rule((READ,), query={"unit": "{unit}"}),
    "routing.statistics_csv": Rule((READ,), query={"unit": "{unit}"}),
    "routing.notices": Rule(SIGNED_IN),
    "routing.notice_count": Rule(SIGNED_IN),
    "routing.see_notices": Rule(SIGNED_IN, form={"until": "0"}),
    "routing.choose_mail": Rule(SIGNED_IN, form={"way": "none"}),
}

SENDING = {
    "routing.grid": Rule((ROUTE,), query={"unit": "{unit}", "grid": "{grid}"}),
    "routing.send": Rule((ROUTE,), form={"unit": "{unit}", "purpose-{any.below}": "information"}),
    "routing.sent": Rule((ROUTE,), named={"letter_id": "circular"}, only=("clerk",)),
    "routing.undo_sending": Rule((ROUTE,), named={"letter_id": "circular"}, only=("clerk",)),
    "routing.print_grid": Rule((READ,), query={"unit": "{unit}", "grid": "{grid}"}),
    "routing.grids": Rule((ROUTE,), query={"unit": "{unit}"}),
    "routing.grid_boxes": Rule((ROUTE,)),
    "routing.make_grid": Rule((ROUTE,), form={"unit": "{unit}", "name": "ตารางสอง"}),
    "routing.rename_grid": Rule((ROUTE,), form={"name": "ชื่อใหม่"}),
    "routing.show_grid_first": Rule((ROUTE,)),
    "routing.delete_grid": Rule((ROUTE,)),
    "routing.add_boxes": Rule((ROUTE,), form={"units": "{any.top}"}),
    "routing.step_box": Rule((ROUTE,), named={"unit_id": "below"}),
    "routing.set_box_purpose": Rule(
        (ROUTE,), named={"unit_id": "below"}, form={"purpose": "action"}
    ),
    "routing.rules": Rule((ROUTE,), query={"unit": "{unit}"}),
    "routing.add_rule": Rule((ROUTE,), form={"unit": "{unit}", **A_RULE}),
    "routing.rule": Rule((ROUTE,)),
    "routing.change_rule": Rule((ROUTE,), form=A_RULE),
    "routing.step_rule": Rule((ROUTE,)),
    "routing.outgoing_drafts": Rule((WORK,)),
    "routing.new_outgoing": Rule((WORK,), query={"letter": "{letter}", "link": "replies-to"}),
    "routing.begin_outgoing": Rule(
        (WORK,),
        form={"unit": "{unit}", "kind": "memo", "letter": "{letter}", "link": "replies-to"},
    ),
    "routing.outgoing": of_outgoing(),
    "routing.save_outgoing": of_outgoing(form=TYPED),
    "routing.preview_outgoing": of_outgoing(form=TYPED),
    "routing.draft_pdf": of_outgoing(),
    "routing.propose_outgoing": of_outgoing(form=TYPED),
    "routing.issue_outgoing": of_outgoing((ROUTE, ORDER), form=TYPED, answers=(303, 409)),
    "routing.discard_outgoing": of_outgoing(form={"version": "{outgoing.version}"}),
}

SEARCHING = {
    "search.results": Rule((READ,), query={"q": "การเบิกจ่าย", "unit": "{unit}"}),
    "search.print_found": Rule((READ,), query={"q": "การเบิกจ่าย"}),
    "search.hit": Rule((READ,), query={"q": "การเบิกจ่าย"}),
    "search.alike": Rule((READ,)),
    "search.save": Rule((READ,), form={"name": "คำค้นใหม่", "q": "งบ", "shared": "{unit}"}),
    "search.look": Rule((READ,)),
    "search.drop": Rule((READ,), only=("clerk",)),
}

RULES: Mapping[str, Rule] = {
    **INTAKE, **SECRETS, **OWN_PAGES, **REGISTER_PAGES, **PEOPLE, **LETTERS_ON_THEIR_WAY, **SENDING,
    **SEARCHING,
}  # fmt: skip

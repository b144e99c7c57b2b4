"""What administrators type about units and officers, on a page or in a spreadsheet."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, StringConstraints, model_validator

from registry.forms import Form, Login, Name, Number, Secret, Words, good_password
from registry.references import head_reference, letter_reference
from registry.vocabulary import Role

BY_LABEL = {role.label: role.value for role in Role}

RoleNamed = Annotated[
    Role | None,
    BeforeValidator(lambda said: BY_LABEL.get(str(said).strip(), said) or None),
]
"""A role by its Thai name or its value, or none."""


def _letter_code(said: str) -> str:
    """Read the code before the slash of ที่ in its canonical form: ``ทส ๐๙๑๙.๑๐๓`` or ``ทส.1``."""
    if not said:
        return ""
    found = letter_reference(f"ที่ {said}/1") or head_reference(f"ที่ {said}/1")
    if found is None or not found.canonical.endswith("/1"):
        raise ValueError("รหัสอ่านไม่ได้ กรุณากรอกส่วนหน้าของที่ เช่น ทส 0919.103")
    return found.canonical.removesuffix("/1")


LetterCode = Annotated[str, StringConstraints(max_length=60), AfterValidator(_letter_code)]
"""รหัสตัวพยัญชนะและเลขประจำของเจ้าของเรื่อง, or nothing."""


class PeopleFilter(Form):
    """Whom to look for."""

    text: Words = ""


class UnitForm(Form):
    """ชื่อหน่วยงาน."""

    name: Name
    short_name: Annotated[Words, StringConstraints(max_length=40)] = ""


class ChangedUnitForm(UnitForm):
    """A unit's names, and the code of its letters."""

    code: LetterCode = ""


class NewUnitForm(UnitForm):
    """A unit and where it stands."""

    parent: Number


class NewOfficerForm(Form):
    """An officer with his first role in a unit."""

    login: Login
    name: Name
    position: Words = ""
    password: Secret
    role: Role


class OfficerForm(Form):
    """ชื่อและตำแหน่ง."""

    name: Name
    position: Words = ""


class RoleForm(Form):
    """What an officer is, and where."""

    unit: Number
    role: Role


class MemberForm(Form):
    """What an officer who has an account already is in this unit."""

    member: Login
    role_here: Role


class PasswordForm(Form):
    """A password an administrator gives."""

    password: Secret
    drop_passkeys: bool = False


class UnitRow(UnitForm):
    """One row of a file of units."""

    parent: Words = ""


class OfficerRow(Form):
    """One row of a file of officers."""

    login: Login
    name: Name
    position: Words = ""
    unit: Words = ""
    role: RoleNamed = None
    password: Annotated[
        str,
        StringConstraints(strip_whitespace=False, max_length=1000),
        AfterValidator(lambda said: said and good_password(said)),
    ] = ""

    @model_validator(mode="after")
    def _unit_and_role_go_together(self) -> "OfficerRow":
        if bool(self.unit) != (self.role is not None):
            raise ValueError("กรุณากรอกหน่วยงานและบทบาทให้ครบทั้งคู่ หรือเว้นทั้งคู่")
        return self

"""What can go wrong, in words an officer can act on."""

from http import HTTPStatus
from typing import ClassVar


class RegistryError(Exception):
    """A refusal the caller can explain to the officer.

    Subclasses fix a stable ``code`` (for tests, logs and ``docs/errors.md``),
    the HTTP status and the Thai sentence; the instance only carries the facts
    that fill it in.
    """

    code: ClassVar[str] = "registry"
    status: ClassVar[HTTPStatus] = HTTPStatus.CONFLICT
    message: ClassVar[str] = "ทำรายการไม่สำเร็จ กรุณาลองใหม่"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(f"{self.code} {facts}")

    def __str__(self) -> str:
        return self.message.format_map(self.facts)


class NotFound(RegistryError):
    """There is no such thing, or it is not this officer's to see."""

    code = "not-found"
    status = HTTPStatus.NOT_FOUND
    message = "ไม่พบ{what}ที่ต้องการ หรือท่านไม่มีสิทธิ์ดู"


class FileMissing(RegistryError):
    """A row points at a file the store does not have: a fault, not a refusal."""

    code = "file-missing"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    message = "ไม่พบไฟล์ในคลังไฟล์ กรุณาแจ้งผู้ดูแลระบบให้ตรวจคลังไฟล์ (รหัสไฟล์ {digest:.12})"


class FormRefused(RegistryError):
    """The form does not make sense; ``facts["fields"]`` maps a field to its Thai sentence."""

    code = "form-refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "กรุณาแก้ไขข้อมูลในช่องที่มีเครื่องหมาย"

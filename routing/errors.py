"""What routing refuses, in words an officer can act on."""

from http import HTTPStatus

from registry.errors import RegistryError


class MoveRefused(RegistryError):
    """The table of moves has no such move from where the assignment stands."""

    code = "move-refused"
    message = "หนังสืออยู่ในสถานะ “{state}” จึง{move}ไม่ได้ กรุณาเปิดหน้าใหม่เพื่อดูสถานะล่าสุด"


class StalePage(RegistryError):
    """Somebody changed the assignment after the page was drawn."""

    code = "stale-page"
    message = "มีผู้ทำรายการนี้ไปก่อนแล้ว ขณะนี้อยู่ในสถานะ “{state}” กรุณาเปิดหน้าใหม่แล้วทำอีกครั้ง"


class SendingRefused(RegistryError):
    """The letter cannot be sent as ticked."""

    code = "sending-refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "ส่งหนังสือไม่ได้ เพราะ{reason}"


class ReasonNeeded(RegistryError):
    """Sending back and taking back need a reason that the other side reads."""

    code = "move-reason-needed"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "กรุณาระบุเหตุผลที่{move}"


class HolderRefused(RegistryError):
    """The officer cannot be given the work."""

    code = "holder-refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "มอบหมายให้ผู้นี้ไม่ได้ เพราะ{reason}"


class FilingRefused(RegistryError):
    """A letter is filed with a file code and how long it is kept (ข้อ 57)."""

    code = "filing-refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "เก็บเรื่องไม่ได้ เพราะ{reason}"

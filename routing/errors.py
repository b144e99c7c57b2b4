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


class DraftClosed(RegistryError):
    """A letter that has its number, or was given up, is no longer written."""

    code = "outgoing-closed"
    message = "แก้ร่างนี้ไม่ได้แล้ว เพราะ{reason}"


class DraftChanged(RegistryError):
    """Somebody else changed the draft after the page was drawn."""

    code = "outgoing-changed"
    message = (
        "มีผู้แก้ร่างนี้หลังจากที่ท่านเปิดหน้า ข้อความของท่านยังอยู่ในหน้านี้แต่ยังไม่ได้บันทึก "
        "กรุณาคัดลอกส่วนที่แก้ไว้ แล้วเปิดหน้านี้ใหม่"
    )


class ApproverIsDrafter(RegistryError):
    """The agency wants an outgoing letter to be approved by another than its writer."""

    code = "approver-is-drafter"
    message = "หน่วยงานกำหนดให้ผู้ร่างกับผู้ออกเลขเป็นคนละคน กรุณาให้ผู้อื่นในหน่วยงานตรวจและออกเลข"


class ReminderRefused(RegistryError):
    """Nobody is left to remind today."""

    code = "reminder-refused"
    message = "ไม่ได้ส่งการทวง เพราะ{reason}"

"""What is said of a request that the web itself refuses, before any page looks at it."""

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from registry.errors import NotFound

SENTENCES: Mapping[HTTPStatus, str] = MappingProxyType(
    {
        HTTPStatus.FORBIDDEN: "คำขอนี้ไม่ได้ส่งมาจากหน้าของระบบ กรุณาเปิดหน้าใหม่แล้วลองอีกครั้ง",
        HTTPStatus.NOT_FOUND: NotFound.message.format(what="หน้า"),
        HTTPStatus.METHOD_NOT_ALLOWED: "หน้านี้ไม่รับคำสั่งแบบที่ส่งมา กรุณากลับไปเริ่มจากหน้าก่อน",
        HTTPStatus.REQUEST_TIMEOUT: ("ส่งข้อมูลมาช้าเกินไป ระบบจึงหยุดรอ กรุณาตรวจเครือข่ายแล้วส่งใหม่ทั้งหมด"),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
            "ไฟล์ใหญ่เกินกว่าที่ระบบรับได้ หรือมีรายการมากเกินไป กรุณาแบ่งแล้วส่งใหม่"
        ),
        HTTPStatus.REQUEST_URI_TOO_LONG: "คำค้นหรือที่อยู่ของหน้ายาวเกินไป กรุณาทำให้สั้นลงแล้วลองใหม่",
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE: (
            "ระบบรับเฉพาะข้อมูลที่ส่งจากหน้าของระบบ กรุณาเปิดหน้าใหม่แล้วส่งอีกครั้ง"
        ),
        HTTPStatus.TOO_MANY_REQUESTS: "ส่งคำขอถี่เกินไป กรุณารอสักครู่แล้วลองใหม่",
        HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: (
            "เบราว์เซอร์ส่งข้อมูลกำกับมามากเกินไป กรุณาล้างคุกกี้ของระบบนี้แล้วลองใหม่"
        ),
        HTTPStatus.INTERNAL_SERVER_ERROR: (
            "ระบบขัดข้อง งานที่บันทึกไว้แล้วไม่สูญหาย กรุณาลองใหม่หรือแจ้งผู้ดูแลระบบ"
        ),
    }
)

ANY_REFUSAL = "ระบบอ่านคำขอนี้ไม่ได้ กรุณากลับไปหน้าก่อนแล้วลองใหม่"

UNREAD = frozenset(
    {
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    }
)
"""Refusals that leave the rest of what is being sent unread: the connection ends with them."""


def sentence_of(status: HTTPStatus) -> str:
    """Return what to do about a refusal."""
    return SENTENCES.get(status, ANY_REFUSAL)

"""What intake refuses, and what a reader could not do, in words a clerk can act on."""

from http import HTTPStatus

from registry.errors import RegistryError


class FileRefused(RegistryError):
    """The file cannot be taken in as it is; each subclass says what to do instead."""

    code = "file-refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "รับไฟล์นี้ไม่ได้ กรุณาตรวจไฟล์แล้วส่งใหม่"


class FileAbsent(FileRefused):
    """There is no file of that name, or it is a folder or may not be read."""

    code = "file-absent"
    message = "ไม่พบไฟล์นี้ หรือไม่มีสิทธิ์อ่าน กรุณาตรวจชื่อและตำแหน่งของไฟล์"


class FileEmpty(FileRefused):
    """There is not one byte in it."""

    code = "file-empty"
    message = "ไฟล์นี้ว่างเปล่า (0 ไบต์) กรุณาสแกนหรือส่งไฟล์ใหม่"


class FileTooLarge(FileRefused):
    """More bytes than the office takes."""

    code = "file-too-large"
    message = "ไฟล์มีขนาด {megabytes} เมกะไบต์ เกินกำหนด {limit} เมกะไบต์ กรุณาแบ่งไฟล์หรือสแกนใหม่ที่ 300 dpi"


class FileCutShort(FileRefused):
    """The end is missing: an upload or a copy that broke off."""

    code = "file-cut-short"
    message = "ไฟล์มาไม่ครบ ส่วนท้ายขาดหายไป กรุณาส่งหรือคัดลอกไฟล์ใหม่ทั้งไฟล์"


class NotADocument(FileRefused):
    """Neither a PDF nor a picture of a kind we read."""

    code = "not-a-document"
    message = "ไฟล์นี้ไม่ใช่เอกสาร PDF หรือภาพที่ระบบอ่านได้ กรุณาส่งเป็น PDF, JPEG, PNG, TIFF หรือ HEIC"


class OfficeFile(NotADocument):
    """A Word or Excel file, or another archive: printed paper is what we register."""

    code = "office-file"
    message = "ไฟล์นี้เป็นเอกสาร Word, Excel หรือไฟล์บีบอัด กรุณาบันทึกหรือพิมพ์เป็น PDF แล้วส่งใหม่"


class PasswordNeeded(FileRefused):
    """The PDF opens only with a password."""

    code = "password-needed"
    message = "ไฟล์ PDF นี้ตั้งรหัสผ่านไว้ กรุณากรอกรหัสผ่าน หรือขอไฟล์ที่ไม่มีรหัสผ่านจากผู้ส่ง"


class PasswordWrong(PasswordNeeded):
    """The password given does not open the PDF."""

    code = "password-wrong"
    message = "รหัสผ่านของไฟล์ PDF ไม่ถูกต้อง กรุณากรอกใหม่อีกครั้ง"


class XfaForm(FileRefused):
    """A PDF that is only a shell for an XFA form, which nothing but Adobe's reader draws."""

    code = "xfa-form"
    message = "ไฟล์นี้เป็นแบบฟอร์มอิเล็กทรอนิกส์ (XFA) กรุณาเปิดด้วย Adobe Reader แล้วพิมพ์เป็น PDF ก่อนส่ง"


class TooManyPages(FileRefused):
    """More pages than the office takes in one file."""

    code = "too-many-pages"
    message = "ไฟล์มี {pages} หน้า เกินกำหนด {limit} หน้า กรุณาแบ่งเป็นหลายไฟล์"


class PageTooLarge(FileRefused):
    """A page or picture larger than any paper."""

    code = "page-too-large"
    message = "หน้า {page} มีขนาด {width} × {height} {unit} ใหญ่เกินกว่าจะเป็นเอกสาร กรุณาสแกนใหม่ที่ 300 dpi"


class FileBomb(FileRefused):
    """Looking at it took more time or memory than any honest file does, or killed the parser."""

    code = "file-bomb"
    message = "ไฟล์นี้ผิดปกติ เปิดแล้วใช้เวลาหรือหน่วยความจำเกินกำหนด กรุณาพิมพ์ออกแล้วสแกนใหม่"


class FileUnreadable(FileRefused):
    """Its structure is broken beyond repair."""

    code = "file-unreadable"
    message = "ไฟล์เสีย เปิดอ่านไม่ได้ กรุณาขอไฟล์ใหม่จากผู้ส่ง หรือพิมพ์ออกแล้วสแกนใหม่"


class ReadingFailed(RegistryError):
    """A page could not be read: not the same as a page without text."""

    code = "reading-failed"
    status = HTTPStatus.INTERNAL_SERVER_ERROR
    message = "อ่านหน้านี้ไม่สำเร็จ กรุณาสั่งอ่านใหม่ หรือสแกนหน้านี้ใหม่"


class PageFailed(ReadingFailed):
    """The page could not be turned into a picture."""

    code = "page-failed"
    message = "เปิดหน้า {page} ไม่ได้ หน้าเสียหรือซับซ้อนเกินไป กรุณาสแกนหน้านี้ใหม่"


class OcrFailed(ReadingFailed):
    """The OCR engine refused, crashed or ran out of time."""

    code = "ocr-failed"
    message = "โปรแกรมอ่านตัวอักษรทำงานไม่สำเร็จ กรุณาสั่งอ่านหน้านี้ใหม่ ({reason})"


class OcrMissing(ReadingFailed):
    """Tesseract or its Thai data is not installed."""

    code = "ocr-missing"
    message = "ยังไม่ได้ติดตั้ง Tesseract หรือข้อมูลภาษา {language} กรุณาแจ้งผู้ดูแลระบบให้เรียก ./saraban up อีกครั้ง"

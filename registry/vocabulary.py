"""The closed vocabularies of the register, each value with its Thai label."""

from enum import StrEnum
from typing import Self


class LabelledEnum(StrEnum):
    """A string enum whose members carry the Thai label shown to officers.

    The value is what the database, URLs and JSON keep, so it is never renamed;
    the label is what people read, so it may be.
    """

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make one member of a value and its label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def labelled(cls, label: str) -> Self | None:
        """Return the member with this Thai label, or ``None`` if no member has it."""
        return next((member for member in cls if member.label == label), None)


class LetterKind(LabelledEnum):
    """ชนิดของหนังสือ (ข้อ 9-27), as far as intake tells them apart."""

    EXTERNAL = "external", "หนังสือภายนอก"
    MEMO = "memo", "บันทึกข้อความ"
    STAMPED = "stamped", "หนังสือประทับตรา"
    ORDER = "order", "คำสั่ง"
    ANNOUNCEMENT = "announcement", "ประกาศ"
    OTHER = "other", "อื่น ๆ"


class Urgency(LabelledEnum):
    """ชั้นความเร็ว (ข้อ 28)."""

    NORMAL = "normal", "ปกติ"
    URGENT = "urgent", "ด่วน"
    VERY_URGENT = "very-urgent", "ด่วนมาก"
    MOST_URGENT = "most-urgent", "ด่วนที่สุด"


class Secrecy(LabelledEnum):
    """ชั้นความลับ (ระเบียบว่าด้วยการรักษาความลับของทางราชการ พ.ศ. 2544)."""

    NONE = "none", "ปกติ"
    SECRET = "secret", "ลับ"
    VERY_SECRET = "very-secret", "ลับมาก"
    MOST_SECRET = "most-secret", "ลับที่สุด"


class BookKind(LabelledEnum):
    """The registers a unit keeps, each with its own series of numbers."""

    RECEIVED = "received", "ทะเบียนหนังสือรับ"
    SENT = "sent", "ทะเบียนหนังสือส่ง"
    CIRCULAR = "circular", "ทะเบียนหนังสือเวียน"
    SECRET_RECEIVED = "secret-received", "ทะเบียนรับข้อมูลข่าวสารลับ"


class LinkKind(LabelledEnum):
    """How one letter relates to another."""

    WRAPS = "wraps", "นำส่งหนังสือ"
    CITES = "cites", "อ้างถึง"
    REPLIES_TO = "replies-to", "ตอบหนังสือ"
    FORWARDS = "forwards", "ส่งต่อหนังสือ"


class ReplacementKind(LabelledEnum):
    """What a later letter does to an earlier one."""

    SUPERSEDES = "supersedes", "ยกเลิกหนังสือ"
    AMENDS = "amends", "แก้ไขเพิ่มเติมหนังสือ"


class FileKind(LabelledEnum):
    """What a stored file of a bundle or letter is."""

    ORIGINAL = "original", "ต้นฉบับตามที่รับ"
    SEARCHABLE = "searchable", "ฉบับค้นข้อความได้"
    STAMPED = "stamped", "ฉบับประทับตรารับ"
    JOINED = "joined", "ฉบับพร้อมสิ่งที่ส่งมาด้วย"


class Channel(LabelledEnum):
    """How a file reached the office."""

    UPLOAD = "upload", "นำเข้าทางหน้าจอ"
    FOLDER = "folder", "แฟ้มเครื่องสแกน"
    COMMAND = "command", "นำเข้าด้วยคำสั่ง"
    WRITTEN = "written", "จัดทำในระบบ"


class Role(LabelledEnum):
    """What an officer is in one unit."""

    CLERK = "clerk", "เจ้าหน้าที่สารบรรณ"
    HEAD = "head", "หัวหน้าหน่วยงาน"
    STAFF = "staff", "ผู้ปฏิบัติงาน"
    ADMINISTRATOR = "administrator", "ผู้ดูแลระบบ"
    AUDITOR = "auditor", "ผู้ตรวจสอบ"
    SECRET_REGISTRAR = "secret-registrar", "นายทะเบียนข้อมูลข่าวสารลับ"


class Permission(LabelledEnum):
    """What a role allows in its unit."""

    REGISTER = "register", "ลงทะเบียนรับ"
    READ = "read", "อ่านหนังสือของหน่วยงาน"
    ROUTE = "route", "ส่งหนังสือเข้าหน่วยงานอื่น"
    ORDER = "order", "เกษียนสั่งการและรับทราบแทนหน่วยงาน"
    WORK = "work", "ปฏิบัติงานตามหนังสือ"
    ADMINISTER = "administer", "ดูแลหน่วยงานและเจ้าหน้าที่"
    AUDIT = "audit", "ตรวจสอบประวัติ"
    KEEP_SECRETS = "keep-secrets", "เก็บรักษาข้อมูลข่าวสารลับ"


class ActingKind(LabelledEnum):
    """How an officer acts in another's place (พ.ร.บ. ระเบียบบริหารราชการแผ่นดิน พ.ศ. 2534)."""

    IN_OFFICE = "in-office", "รักษาราชการแทน"
    BY_AUTHORITY = "by-authority", "ปฏิบัติราชการแทน"
    ACTING = "acting", "ทำการแทน"


class PhraseKind(LabelledEnum):
    """What kind of words in a letter set a time."""

    DATE = "date", "ภายในวันที่"
    BEFORE = "before", "ก่อนวันที่"
    WINDOW = "window", "ช่วงเวลา"
    PERIOD = "period", "ภายในระยะเวลา"
    RECURRING = "recurring", "เป็นประจำ"
    DELIVERY = "delivery", "ส่งด่วน"
    SOON = "soon", "โดยเร็ว"
    REPLY = "reply", "ขอให้ตอบ"


class HolidayKind(LabelledEnum):
    """Why the offices are closed on a day."""

    PUBLIC = "public", "วันหยุดราชการประจำปี"
    GOVERNMENT = "government", "วันหยุดเฉพาะส่วนราชการ"
    IN_LIEU = "in-lieu", "วันหยุดชดเชย"
    SPECIAL = "special", "วันหยุดพิเศษ"
    REGIONAL = "regional", "วันหยุดประจำภูมิภาค"


class JobName(LabelledEnum):
    """Every job there is. ``app.py`` names the handler of each."""

    TRIAGE = "intake.triage", "ตรวจไฟล์"
    READ_PAGE = "intake.read-page", "อ่านหน้า"
    PROPOSE = "intake.propose", "อ่านข้อมูลหนังสือ"
    SEARCHABLE = "intake.searchable", "ทำฉบับค้นข้อความได้"
    STAMP = "intake.stamp", "ประทับตรารับ"
    ERASE = "intake.erase", "ลบไฟล์ที่ไม่เก็บไว้"
    RECOUNT = "routing.recount", "คำนวณกำหนดเวลาใหม่"
    INDEX = "search.index", "จัดทำดัชนีค้นของหนังสือ"
    REBUILD = "search.rebuild", "จัดทำดัชนีค้นใหม่ทั้งหมด"
    TAKE_UP = "routing.take-up", "เปิดเรื่องของหน่วยงานที่ลงรับ"
    PICTURES = "intake.pictures", "วาดภาพหน้าหนังสือที่จัดทำ"
    JOIN = "intake.join", "รวมหนังสือนำกับสิ่งที่ส่งมาด้วย"
    REPLIED = "routing.replied", "ปิดกำหนดเวลาเมื่อตอบหนังสือแล้ว"
    REMIND = "routing.remind", "แจ้งเตือนกำหนดเวลา"
    TELL = "routing.tell", "แจ้งเตือนผู้รับผิดชอบ"
    MAIL = "routing.mail", "ส่งอีเมลแจ้งเตือน"
    DIGEST = "routing.digest", "ส่งอีเมลสรุปประจำวัน"
    BACKUP = "registry.backup", "สำรองข้อมูล"
    DROP_PAPER = "registry.drop-paper", "ลบกระดาษที่ออกเลขไม่สำเร็จ"
    MEASURE = "registry.measure", "จดพื้นที่ว่างของดิสก์"
    HAND_ON = "routing.hand-on", "คืนงานของผู้ที่พ้นหน้าที่หรือหน่วยงานที่ปิด"

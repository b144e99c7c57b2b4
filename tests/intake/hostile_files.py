"""Odd, broken and hostile files made by program, each with the code of its outcome.

An outcome is the code of the refusal, or ``""`` where the file must come in.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
from pikepdf import Array, Dictionary, Encryption, Name, String
from PIL import Image, ImageDraw

MAKERS: dict[str, tuple[str, Callable[[], bytes]]] = {}


def hostile(name: str, outcome: str) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Register the maker of one file."""

    def keep(maker: Callable[[], bytes]) -> Callable[[], bytes]:
        MAKERS[name] = outcome, maker
        return maker

    return keep


def saved(pdf: pikepdf.Pdf, **options: object) -> bytes:
    """Return the bytes of ``pdf``."""
    target = io.BytesIO()
    pdf.save(target, **options)  # type: ignore[arg-type]
    return target.getvalue()


def pages(count: int = 1, size: tuple[float, float] = (595, 842)) -> pikepdf.Pdf:
    """Make a PDF of pages with a line of Latin text each."""
    pdf = pikepdf.new()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    for number in range(1, count + 1):
        page = pdf.add_blank_page(page_size=size)
        page.obj.Resources = Dictionary(Font=Dictionary(F1=font))
        page.obj.Contents = pdf.make_stream(b"BT /F1 24 Tf 72 700 Td (Page %d) Tj ET" % number)
    return pdf


def picture(kind: str, size: tuple[int, int] = (620, 877), **options: object) -> bytes:
    """Make a picture file with some ink on it."""
    image = Image.new("L", size, 255)
    pen = ImageDraw.Draw(image)
    for top in range(60, size[1] - 60, 40):
        pen.line((60, top, size[0] - 60, top + 7), fill=0, width=3)
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def by_hand(*objects: bytes, tail: bytes = b"") -> bytes:
    """Write objects 1, 2, … as a PDF whose table of offsets has to be rebuilt."""
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, text) for n, text in enumerate(objects, 1))
    trailer = b"trailer\n<</Root 1 0 R /Size %d>>\n" % (len(objects) + 1)
    return b"%PDF-1.7\n" + body + trailer + (tail or b"startxref\n0\n%%EOF\n")


def png_claiming(width: int, height: int) -> bytes:
    """Write a PNG of a few bytes whose header promises ``width`` × ``height`` pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        check = zlib.crc32(name + data)
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    data = zlib.compress(bytes(1000))
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


@hostile("empty.pdf", "file-empty")
def _empty() -> bytes:
    return b""


@hostile("plain.pdf", "")
def _plain() -> bytes:
    return saved(pages(2))


@hostile("bom-before-pdf.pdf", "")
def _bom() -> bytes:
    return b"\xef\xbb\xbf" + saved(pages())


@hostile("mail-banner-before-pdf.pdf", "")
def _banner() -> bytes:
    return b"Scanned by a device\r\n" * 20 + saved(pages())


@hostile("a-pdf-named.jpg", "")
def _misnamed() -> bytes:
    return saved(pages())


@hostile("text-named.pdf", "not-a-document")
def _text() -> bytes:
    return "เรียน ผู้อำนวยการ".encode()


@hostile("word.docx", "office-file")
def _word() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return target.getvalue()


@hostile("old-word.doc", "office-file")
def _old_word() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)


@hostile("html.pdf", "not-a-document")
def _html() -> bytes:
    return b"<!doctype html><title>404</title>"


@hostile("program.pdf", "not-a-document")
def _program() -> bytes:
    return b"\x7fELF" + bytes(4000)


@hostile("only-a-header.pdf", "file-unreadable")
def _header() -> bytes:
    return b"%PDF-1.4\n%%EOF\n"


@hostile("half.pdf", "file-cut-short")
def _half_pdf() -> bytes:
    whole = saved(pages(20), object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return whole[: len(whole) // 2]


@hostile("half.jpg", "file-cut-short")
def _half_jpeg() -> bytes:
    whole = picture("JPEG")
    return whole[: len(whole) // 2]


@hostile("half.png", "file-cut-short")
def _half_png() -> bytes:
    whole = picture("PNG")
    return whole[: len(whole) // 2]


@hostile("half.tif", "file-cut-short")
def _half_tiff() -> bytes:
    whole = picture("TIFF")
    return whole[: len(whole) // 2]


@hostile("half.heic", "file-unreadable")
def _half_heic() -> bytes:
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(300)


@hostile("no-pages.pdf", "file-unreadable")
def _no_pages() -> bytes:
    return saved(pikepdf.new())


@hostile("page-tree-loop.pdf", "file-unreadable")
def _loop() -> bytes:
    return by_hand(
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Count 3 /Kids [3 0 R]>>",
        b"<</Type /Pages /Count 3 /Kids [2 0 R]>>",
    )


@hostile("kids-without-brackets.pdf", "")
def _lost_page() -> bytes:
    return by_hand(
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids  3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>>",
    )


@hostile("count-lies.pdf", "")
def _count_lies() -> bytes:
    return by_hand(
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 999999999>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>>",
    )


@hostile("bomb.png", "file-bomb")
def _bomb_png() -> bytes:
    return png_claiming(60_000, 60_000)


@hostile("large.png", "page-too-large")
def _large_png() -> bytes:
    return png_claiming(12_000, 12_000)


@hostile("cut-short-inside.png", "file-cut-short")
def _short_data() -> bytes:
    return png_claiming(5_000, 5_000)


@hostile("field-of-a-page.pdf", "page-too-large")
def _huge_box() -> bytes:
    pdf = pages()
    pdf.pages[0].obj.MediaBox = Array([0, 0, 200_000, 200_000])
    return saved(pdf)


@hostile("poster.pdf", "")
def _poster() -> bytes:
    return saved(pages(size=(2384, 3370)))


@hostile("ten-thousand-pages.pdf", "too-many-pages")
def _many_pages() -> bytes:
    kids = b" ".join(b"%d 0 R" % (n + 3) for n in range(10_000))
    return by_hand(
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [%s] /Count 10000>>" % kids,
        *[b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 72 72]>>"] * 10_000,
    )


@hostile("password.pdf", "password-needed")
def _password() -> bytes:
    return saved(pages(), encryption=Encryption(owner="owner", user="secret"))


@hostile("owner-password-only.pdf", "")
def _owner() -> bytes:
    return saved(pages(), encryption=Encryption(owner="owner", user=""))


@hostile("signed.pdf", "")
def _signed() -> bytes:
    pdf = pages()
    signature = Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), Contents=String("x"))
    field = Dictionary(FT=Name.Sig, T=String("Signature1"), V=pdf.make_indirect(signature))
    pdf.Root.AcroForm = Dictionary(SigFlags=3, Fields=Array([pdf.make_indirect(field)]))
    return saved(pdf)


@hostile("xfa-only.pdf", "xfa-form")
def _xfa() -> bytes:
    pdf = pages()
    form = pdf.make_stream(b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>")
    pdf.Root.AcroForm = Dictionary(XFA=form, Fields=Array([]))
    pdf.Root.NeedsRendering = True
    return saved(pdf)


@hostile("script.pdf", "")
def _script() -> bytes:
    pdf = pages()
    script = Dictionary(S=Name.JavaScript, JS=String("while (true) {}"))
    pdf.Root.OpenAction = pdf.make_indirect(script)
    return saved(pdf)


@hostile("picture-and-zip.jpg", "")
def _polyglot() -> bytes:
    return picture("JPEG") + _word()


@hostile("photo.heic.png", "")
def _png() -> bytes:
    return picture("PNG")


@hostile("three-pages.tif", "")
def _many_tiff() -> bytes:
    more = [Image.new("1", (1240, 1754), 1) for _ in range(2)]
    return picture("TIFF", save_all=True, append_images=more)


@hostile("fax.tif", "")
def _fax() -> bytes:
    return picture("TIFF", size=(1728, 1100), dpi=(204, 98))


@hostile("drawing.bmp", "")
def _bmp() -> bytes:
    return picture("BMP")


@hostile("drawing.gif", "")
def _gif() -> bytes:
    return picture("GIF")


@hostile("drawing.webp", "")
def _webp() -> bytes:
    return picture("WEBP")


@hostile("page-bomb.pdf", "")
def _page_bomb() -> bytes:
    """A gigabyte of drawing orders in a megabyte: let in, and its page fails alone."""
    pdf = pages()
    orders = zlib.compress(b"0 0 m 595 842 l S\n" * 30_000_000, 1)
    pdf.pages[0].obj.Contents = pikepdf.Stream(pdf, orders, Filter=Name.FlateDecode)
    return saved(pdf, compress_streams=False)

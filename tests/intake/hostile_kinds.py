"""More hostile files: loops, bombs, traversals and polyglots, registered beside the plainer ones.

Those that come in are hostile to whoever draws their page; that must end as well.
"""

import io
import struct
import zlib

from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from tests.intake.hostile_files import by_hand, hostile, pages, picture, png_claiming, saved


def drawing(orders: bytes, **resources: bytes) -> bytes:
    """Write a PDF of one page by hand; ``resources`` are its objects 5, 6, …"""
    named = b" ".join(
        b"/%s <</%s %d 0 R>>" % (kind.encode(), b"X", number)
        for number, kind in enumerate(resources, 5)
    )
    return by_hand(
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources <<%s>>>>" % named,
        stream(b"", orders),
        *resources.values(),
    )


def stream(entries: bytes, data: bytes) -> bytes:
    """Write a stream object."""
    return b"<<%s /Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)


@hostile("garbage-behind-the-end.pdf", "")
def _garbage() -> bytes:
    return saved(pages()) + bytes(range(256)) * 40


@hostile("parent-is-its-own-child.pdf", "")
def _parents() -> bytes:
    """The page's own ``Parent`` is the page: inherited entries are looked for without end."""
    return by_hand(
        b"<</Type /Catalog /Pages 2 0 R>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1 /Parent 3 0 R>>",
        b"<</Type /Page /Parent 3 0 R /Contents 4 0 R>>",
        stream(b"", b"0 0 m 100 100 l S"),
    )


@hostile("outline-loop.pdf", "")
def _outline() -> bytes:
    pdf = pages()
    entry = pdf.make_indirect(Dictionary(Title=String("1")))
    entry.Next = entry
    entry.First = entry
    pdf.Root.Outlines = pdf.make_indirect(Dictionary(First=entry, Last=entry, Count=1))
    return saved(pdf)


@hostile("brackets-a-hundred-thousand-deep.pdf", "file-unreadable")
def _deep() -> bytes:
    return by_hand(b"<</Type /Catalog /Pages " + b"[" * 100_000 + b"]" * 100_000 + b">>")


@hostile("form-that-draws-itself.pdf", "")
def _recursion() -> bytes:
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842]"
    form += b" /Resources <</XObject <</X 5 0 R>>>>"
    return drawing(b"/X Do", XObject=stream(form, b"/X Do /X Do"))


@hostile("forms-doubling-thirty-times.pdf", "")
def _doubling() -> bytes:
    """Each of thirty forms draws the next twice: a billion drawings in three kilobytes."""
    form = (
        b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources <</XObject <</X %d 0 R>>>>"
    )
    forms = [stream(form % (number + 1), b"/X Do /X Do") for number in range(5, 35)]
    forms.append(stream(b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]", b"0 0 9 9 re f"))
    return drawing(b"/X Do", XObject=forms[0]).replace(
        b"trailer",
        b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, text) for n, text in enumerate(forms[1:], 6))
        + b"trailer",
    )


@hostile("picture-of-two-gigapixels.pdf", "")
def _gigapixels() -> bytes:
    image = b"/Type /XObject /Subtype /Image /Width 50000 /Height 50000 /BitsPerComponent 8"
    image += b" /ColorSpace /DeviceGray /Filter [/FlateDecode /FlateDecode]"
    data = zlib.compress(zlib.compress(bytes(50_000_000), 1), 1)
    return drawing(b"595 0 0 842 0 0 cm /X Do", XObject=stream(image, data))


@hostile("filters-a-hundred-deep.pdf", "")
def _filters() -> bytes:
    return drawing(b"/X Do", XObject=stream(b"/Filter [" + b"/FlateDecode " * 100 + b"]", b"x"))


@hostile("object-stream-bomb.pdf", "file-unreadable")
def _object_stream() -> bytes:
    """An object stream that claims a billion objects, and unpacks to much."""
    data = zlib.compress(bytes(1 << 27), 1)
    entries = b"/Type /ObjStm /N 1000000000 /First 10 /Filter /FlateDecode"
    return by_hand(b"<</Type /Catalog /Pages 9 0 R>>", stream(entries, data))


@hostile("point.pdf", "")
def _point() -> bytes:
    pdf = pages()
    pdf.pages[0].obj.MediaBox = Array([0, 0, 0.01, 0.01])
    return saved(pdf)


@hostile("box-of-no-numbers.pdf", "")
def _odd_box() -> bytes:
    pdf = pages()
    pdf.pages[0].obj.MediaBox = Array([0, 0, String("x"), Name.Y])
    return saved(pdf)


@hostile("character-map-of-another-folder.pdf", "")
def _character_map() -> bytes:
    font = b"<</Type /Font /Subtype /Type0 /BaseFont /A /Encoding /..#2f..#2f..#2fetc#2fpasswd"
    font += b" /DescendantFonts [<</Type /Font /Subtype /CIDFontType2 /BaseFont /A"
    font += b" /CIDSystemInfo <</Registry (../../etc) /Ordering (passwd) /Supplement 0>>>>]>>"
    return drawing(b"BT /X 20 Tf 72 700 Td <00410042> Tj ET", Font=font)


@hostile("launches-a-program.pdf", "")
def _launch() -> bytes:
    pdf = pages()
    launch = Dictionary(S=Name.Launch, F=String("/bin/sh"))
    pdf.Root.OpenAction = pdf.make_indirect(launch)
    pdf.Root.AA = Dictionary(WC=Dictionary(S=Name.URI, URI=String("file:///etc/passwd")))
    return saved(pdf)


@hostile("program-inside.pdf", "")
def _attached() -> bytes:
    pdf = pages()
    pdf.attachments["../../รายการ.exe"] = b"MZ" + bytes(1000)
    return saved(pdf)


@hostile("pdf-html-and-zip.pdf", "")
def _three_in_one() -> bytes:
    html = b"<html><script>alert(1)</script>"
    return html + b"\n" + saved(pages()) + b"PK\x05\x06" + bytes(18)


@hostile("drawing.svg", "not-a-document")
def _svg() -> bytes:
    return b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@hostile("page.html.jpg", "not-a-document")
def _html_picture() -> bytes:
    return b"GIF89" + b"<html><script>alert(1)</script>"


@hostile("nobody-can-open.pdf", "file-unreadable")
def _odd_encryption() -> bytes:
    whole = by_hand(b"<</Type /Catalog /Pages 2 0 R>>", b"<</Type /Pages /Kids [] /Count 0>>")
    odd = b"/Encrypt <</Filter /FoxItCert /V 99 /R 99 /Length 4294967295 /O () /U () /P -1>>"
    return whole.replace(b"/Root", odd + b" /Root")


@hostile("six-hundred-pictures.tif", "too-many-pages")
def _frames() -> bytes:
    more = [Image.new("1", (8, 8), 1)] * 599
    return picture("TIFF", size=(8, 8), save_all=True, append_images=more)


@hostile("directory-that-follows-itself.tif", "")
def _tiff_loop() -> bytes:
    target = io.BytesIO()
    Image.new("1", (64, 64), 1).save(target, "TIFF")
    data = bytearray(target.getvalue())
    (start,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, start)
    struct.pack_into("<I", data, start + 2 + 12 * count, start)
    return bytes(data)


@hostile("zero.png", "file-unreadable")
def _no_size() -> bytes:
    return png_claiming(0, 0)


@hostile("bomb.bmp", "file-bomb")
def _bomb_bmp() -> bytes:
    header = struct.pack("<IiiHHIIiiII", 40, 100_000, 100_000, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + 100, 0, 0, 54) + header + bytes(100)


@hostile("bomb.gif", "file-bomb")
def _bomb_gif() -> bytes:
    screen = struct.pack("<HHBBB", 65_535, 65_535, 0x80, 0, 0) + bytes(6)
    image = b"," + struct.pack("<HHHHB", 0, 0, 65_535, 65_535, 0) + b"\x02\x02\x4c\x01\x00;"
    return b"GIF89a" + screen + image


@hostile("profile-bomb.png", "file-unreadable")
def _profile_bomb() -> bytes:
    """A colour profile and a text that unpack to a quarter of a gigabyte."""
    whole = picture("PNG")
    packed = b"x\0\0" + zlib.compress(bytes(1 << 27), 1)
    chunks = b""
    for name in (b"iCCP", b"zTXt"):
        check = struct.pack(">I", zlib.crc32(name + packed))
        chunks += struct.pack(">I", len(packed)) + name + packed + check
    after_header = 8 + 25
    return whole[:after_header] + chunks + whole[after_header:]

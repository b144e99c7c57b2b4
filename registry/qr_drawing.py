"""QR codes as SVG, for the screen."""

import io

import segno


def qr_svg(text: str) -> bytes:
    """Draw a text as a QR code, black on white in any colour scheme."""
    out = io.BytesIO()
    segno.make(text, error="l", micro=False).save(
        out, kind="svg", scale=5, border=4, dark="#000", light="#fff", xmldecl=False
    )
    return out.getvalue()

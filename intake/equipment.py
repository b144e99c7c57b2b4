"""What a worker reads pages with and in what, said for the health page."""

from collections.abc import Mapping

MISSING = "ไม่มี (missing)"


def equipment() -> Mapping[str, str]:
    """Name the versions of what reads, and what holds a hostile file; what is missing says so."""
    # Imported for workers only: the web process knows where to ask, and opens no document.
    from intake.digits.network import network  # noqa: PLC0415
    from intake.errors import OcrMissing  # noqa: PLC0415
    from intake.ocr import TesseractEngine  # noqa: PLC0415
    from intake.sandbox import DEFAULT_LIMITS  # noqa: PLC0415

    try:
        tesseract = TesseractEngine().version
    except OcrMissing:
        tesseract = MISSING
    seconds, megabytes = DEFAULT_LIMITS.seconds, DEFAULT_LIMITS.memory >> 20
    return {
        "reader": tesseract,
        "numbers": network().name,
        "sandbox": f"rlimits {seconds:.0f} s {megabytes:,} MiB",
    }

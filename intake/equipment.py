"""What a worker reads pages with and in what, said for the health page."""

import logging
from collections.abc import Mapping

from registry.health import MISSING

log = logging.getLogger(__name__)


def equipment() -> Mapping[str, str]:
    """Name the versions of what reads, and what holds a hostile file; what is missing says so."""
    # Imported for workers only: the web process knows where to ask, and opens no document.
    from intake.digits.two_looks import models  # noqa: PLC0415
    from intake.errors import OcrMissing  # noqa: PLC0415
    from intake.ocr import TesseractEngine  # noqa: PLC0415

    try:
        tesseract = TesseractEngine().version
    except OcrMissing:
        tesseract = MISSING
    return {"reader": tesseract, "numbers": models(), "sandbox": _sandbox()}


def _sandbox() -> str:
    """Say what holds a child that opens a file, as it was found from inside one."""
    from intake.sandbox import DEFAULT_LIMITS, SandboxFailed, in_force  # noqa: PLC0415

    try:
        found = in_force()
    except SandboxFailed as error:
        log.exception("the sandbox for files does not start")
        return f"{MISSING}: {error}"
    seconds, megabytes = DEFAULT_LIMITS.seconds, DEFAULT_LIMITS.memory >> 20
    parts = [f"rlimits {seconds:.0f} s {megabytes:,} MiB"]
    parts += [part for part, holds in found.parts.items() if holds]
    missing = ", ".join(part for part, holds in found.parts.items() if not holds)
    if missing:
        log.warning("files are opened in a sandbox without %s", missing)
        parts.append(f"{MISSING}: {missing}")
    return ", ".join(parts)

from pathlib import Path

import pytest

from intake.document import Media
from intake.errors import (
    FileBomb,
    FileTooLarge,
    PasswordNeeded,
    PasswordWrong,
    TooManyPages,
)
from intake.sandbox import Limits
from intake.triage import FileLimits, triage
from tests.intake.hostile_files import MAKERS


@pytest.mark.parametrize(
    ("name", "media", "pages"),
    [
        ("plain.pdf", Media.PDF, 2),
        ("a-pdf-named.jpg", Media.PDF, 1),
        ("picture-and-zip.jpg", Media.JPEG, 1),
        ("photo.heic.png", Media.PNG, 1),
        ("three-pages.tif", Media.TIFF, 3),
        ("drawing.gif", Media.GIF, 1),
    ],
)
def test_the_bytes_say_what_a_file_is(tmp_path: Path, name: str, media: Media, pages: int) -> None:
    result = triage(_made(name, tmp_path))
    assert (result.media, result.pages) == (media, pages)


def test_a_healthy_file_comes_in_without_a_remark(tmp_path: Path) -> None:
    assert triage(_made("plain.pdf", tmp_path)).notices == ()


@pytest.mark.parametrize("name", ["kids-without-brackets.pdf", "count-lies.pdf"])
def test_a_repaired_file_says_so(tmp_path: Path, name: str) -> None:
    assert "repaired" in [notice.code for notice in triage(_made(name, tmp_path)).notices]


def test_a_signature_is_seen(tmp_path: Path) -> None:
    result = triage(_made("signed.pdf", tmp_path))
    assert result.signed
    assert "signed" in [notice.code for notice in result.notices]


def test_the_right_password_opens_a_locked_file(tmp_path: Path) -> None:
    path = _made("password.pdf", tmp_path)
    with pytest.raises(PasswordNeeded):
        triage(path)
    with pytest.raises(PasswordWrong):
        triage(path, password="guess")
    assert triage(path, password="secret").pages == 1


def test_an_owner_password_alone_locks_nothing(tmp_path: Path) -> None:
    assert triage(_made("owner-password-only.pdf", tmp_path)).encrypted


def test_the_limits_are_settings(tmp_path: Path) -> None:
    path = _made("plain.pdf", tmp_path)
    with pytest.raises(TooManyPages, match="2 หน้า เกินกำหนด 1 หน้า"):
        triage(path, limits=FileLimits(pages=1))
    with pytest.raises(FileTooLarge):
        triage(path, limits=FileLimits(megabytes=0))


def test_a_file_that_takes_too_long_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileBomb):
        triage(_made("plain.pdf", tmp_path), child=Limits(seconds=0.001))


def _made(name: str, folder: Path) -> Path:
    path = folder / name
    path.write_bytes(MAKERS[name][1]())
    return path

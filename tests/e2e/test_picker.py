"""Choosing a file: our own words, whatever language the browser speaks."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Live, sign_in
from tests.factories import a_pdf

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

Open = Callable[..., Page]


@pytest.mark.parametrize("scripts", [True, False])
def test_choosing_a_file_speaks_thai(
    live: Live, open_page: Open, tmp_path: Path, *, scripts: bool
) -> None:
    chosen = tmp_path / "หนังสือเวียน.pdf"
    chosen.write_bytes(a_pdf())
    page = open_page(scripts=scripts)
    sign_in(page, live)
    page.goto(f"{live.url}/intake/")
    shown = page.locator("#files").bounding_box()
    assert shown is not None
    assert shown["width"] <= 1  # the browser's own button and its words
    expect(page.locator(".picker")).to_contain_text("ยังไม่ได้เลือกไฟล์")
    with page.expect_file_chooser() as chooser:
        page.get_by_text("เลือกไฟล์", exact=True).click()
    chooser.value.set_files(chosen)
    expect(page.get_by_text("ยังไม่ได้เลือกไฟล์")).to_be_hidden()
    expect(page.locator(".some")).to_have_text("✓ หนังสือเวียน.pdf" if scripts else "✓ เลือกไฟล์แล้ว")

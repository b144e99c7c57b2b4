"""A register as a spreadsheet: the printed register's columns, as XLSX and CSV.

Texts in the register come from outside. A cell that begins like a formula would
be run by the spreadsheet that opens it, so none is ever left to begin so.
"""

import csv
import datetime as dt
from collections.abc import Iterable
from io import BytesIO, StringIO
from typing import Final

import xlsxwriter

from registry.register_form import RegisterHead, RegisterRow

_WIDTHS: Final = (14, 22, 16, 30, 26, 50, 24, 30)
"""Characters."""
_FONT: Final = {"font_name": "TH Sarabun New", "font_size": 14, "valign": "top"}
_LONGEST: Final = 32_767
"""Characters a cell of a spreadsheet holds."""
_FORMULA_MARKS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BORN: Final = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""Written as the file's date, so that the same rows give the same bytes."""


def register_xlsx(rows: Iterable[RegisterRow], head: RegisterHead) -> bytes:
    """Return the register as a workbook of one sheet, its first line the names of the columns.

    Texts are stored as texts and marked so, which also holds when a cell is
    edited; a text longer than a cell is cut and ends in ``…``.
    """
    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": f"{head.form.title} {head.office}", "created": _BORN})
        name = book.add_format({**_FONT, "bold": True, "border": 1, "bg_color": "#E8EDF5"})
        figure = book.add_format({**_FONT, "border": 1, "align": "center"})
        text = book.add_format({**_FONT, "border": 1, "text_wrap": True, "quote_prefix": True})
        sheet = book.add_worksheet(head.form.title)
        for column, (title, width) in enumerate(zip(head.form.columns, _WIDTHS, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, name)
        last = 0
        for last, row in enumerate(rows, 1):
            _, *texts = row.cells()
            sheet.write_number(last, 0, row.number, figure)
            for column, cell in enumerate(texts, 1):
                sheet.write_string(last, column, _fitting(cell), text)
        _prepare_for_paper(sheet, head, last)
    return out.getvalue()


def register_csv(rows: Iterable[RegisterRow], head: RegisterHead) -> bytes:
    """Return the register as UTF-8 with a byte order mark, without which Excel breaks Thai.

    CSV cannot say that a cell is text, so one that begins like a formula gets an
    apostrophe before it.
    """
    out = StringIO(newline="")
    table = csv.writer(out)
    table.writerow(head.form.columns)
    table.writerows([harmless(cell) for cell in row.cells()] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """Return a cell of a CSV so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA_MARKS) else cell


def _fitting(cell: str) -> str:
    return cell if len(cell) <= _LONGEST else f"{cell[: _LONGEST - 1]}…"


def _prepare_for_paper(
    sheet: xlsxwriter.worksheet.Worksheet, head: RegisterHead, last: int
) -> None:
    """Keep the first line in sight, let columns be filtered, and print as the form is."""
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, last, len(head.form.columns) - 1)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    # In a page header "&" begins a command; doubled it is itself.
    # The whole may have 255 characters.
    office, days = (part[:90].replace("&", "&&") for part in (head.office, head.line()))
    sheet.set_header(f"&L{office}&C&B{head.form.title}&R{days}")
    sheet.set_footer("&Cหน้า &P / &N")

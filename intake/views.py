"""Intake's pages. Each module below hangs its own on the blueprint."""

from intake import (
    arrange_views,
    correct_views,
    ledger_views,
    review_views,
    secret_entry_views,
    secret_views,
    today_views,
)
from intake.blueprint import bp

PAGES = (
    today_views,
    review_views,
    arrange_views,
    correct_views,
    ledger_views,
    secret_entry_views,
    secret_views,
)
"""The modules that hold the pages; importing them is what mounts them."""

__all__ = ["PAGES", "bp"]

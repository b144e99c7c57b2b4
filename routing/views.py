"""Routing's pages. Each module below hangs its own on the blueprint."""

from routing import (
    basket_views,
    deadline_views,
    grid_edit_views,
    grid_views,
    mine_views,
    move_views,
    note_views,
    notice_views,
    outgoing_views,
    rule_views,
    slip_views,
    statistics_views,
    who_views,
)
from routing.blueprint import bp

PAGES = (
    basket_views,
    deadline_views,
    grid_edit_views,
    grid_views,
    mine_views,
    move_views,
    note_views,
    notice_views,
    outgoing_views,
    rule_views,
    slip_views,
    statistics_views,
    who_views,
)
"""The modules that hold the pages; importing them is what mounts them."""

__all__ = ["PAGES", "bp"]

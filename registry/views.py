"""The registry's pages. Each module below hangs its own on the blueprint."""

from registry import auth_views
from registry.blueprint import bp

PAGES = (auth_views,)
"""The modules that hold the pages; importing them is what mounts them."""

__all__ = ["PAGES", "bp"]

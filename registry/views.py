"""The registry's pages. Each module below hangs its own on the blueprint."""

from registry import (
    account_views,
    auth_views,
    book_views,
    calendar_views,
    chain_views,
    choices_views,
    delegation_views,
    file_views,
    health_views,
    history_views,
    import_views,
    journal_views,
    letter_views,
    passkey_views,
    people_views,
    provider_views,
    second_factor_views,
    secret_views,
    verify_views,
)
from registry.blueprint import bp

PAGES = (
    account_views,
    auth_views,
    book_views,
    letter_views,
    chain_views,
    file_views,
    people_views,
    delegation_views,
    import_views,
    history_views,
    journal_views,
    health_views,
    calendar_views,
    choices_views,
    second_factor_views,
    provider_views,
    secret_views,
    passkey_views,
    verify_views,
)
"""The modules that hold the pages; importing them is what mounts them."""

__all__ = ["PAGES", "bp"]

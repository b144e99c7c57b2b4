"""One-time codes: what a telephone shows (RFC 6238), and the ten of the paper slip.

The secret a telephone shares with the office is not kept: it is made from the
office's own key, the officer and a random word, of which only the word is in
the database. A stolen database therefore makes no codes. Nothing here knows a
table or a clock.
"""

import base64
import datetime as dt
import hmac
import secrets
from urllib.parse import quote, urlencode

DIGITS = 6
PERIOD = 30
"""Seconds a code stands."""
DRIFT = 1
"""Periods a telephone's clock may be off, either way."""
SECRET_BYTES = 20
LONGEST_ISSUER = 24
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Of the codes on paper: none that is taken for another."""
ON_PAPER, PAPER_LENGTH = 10, 10


def new_word() -> str:
    """Return a random word to make a secret from."""
    return secrets.token_urlsafe(15)


def secret_of(key: str, officer_id: int, word: str) -> bytes:
    """Make the secret that an officer's telephone shares with the office."""
    said = f"second factor {officer_id} {word}"
    return hmac.digest(key.encode(), said.encode(), "sha256")[:SECRET_BYTES]


def code_at(secret: bytes, step: int) -> str:
    """Return the code of one period, counted from 1970 (RFC 4226, 5.3)."""
    said = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    offset = said[-1] & 0xF
    number = int.from_bytes(said[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_at(moment: dt.datetime) -> int:
    """Return the period a moment lies in."""
    return int(moment.timestamp()) // PERIOD


def step_of(secret: bytes, code: str, *, at: dt.datetime, after: int) -> int | None:
    """Return the period whose code this is, or ``None``.

    Only periods around the moment count, and only those later than ``after``,
    the last one used: no code is good twice.
    """
    now = step_at(at)
    for step in range(now - DRIFT, now + DRIFT + 1):
        is_its = hmac.compare_digest(code_at(secret, step).encode(), code.encode())
        if is_its and step > after:
            return step
    return None


def shown(secret: bytes) -> str:
    """Write a secret for typing, in groups of four."""
    text = base64.b32encode(secret).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def address_of(secret: bytes, login: str, office: str) -> str:
    """Return what the QR code holds: the address every authenticator reads.

    Each Thai letter takes nine here, and a QR code of a long name is too fine
    for an old camera: the name stands once, and is cut.
    """
    text = base64.b32encode(secret).decode()
    facts = {"secret": text, "issuer": office[:LONGEST_ISSUER], "digits": DIGITS, "period": PERIOD}
    return f"otpauth://totp/{quote(login)}?{urlencode(facts, quote_via=quote)}"


def new_paper_codes() -> list[str]:
    """Return ten codes for a slip of paper, each good once."""
    codes = ("".join(secrets.choice(LETTERS) for _ in range(PAPER_LENGTH)) for _ in range(ON_PAPER))
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def paper_hash(key: str, officer_id: int, code: str) -> str:
    """Return what is kept of a code on paper, however it was typed.

    Keyed, because fifty bits could be tried out by whoever has the database.
    """
    plain = "".join(letter for letter in code.upper() if letter in LETTERS)
    return hmac.new(key.encode(), f"paper {officer_id} {plain}".encode(), "sha256").hexdigest()

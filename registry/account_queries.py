"""An officer's own account on the screen: where he is signed in. Reading only."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlmodel import Session, col, select

from registry.authenticators import Site
from registry.passkeys import Passkey, passkeys_of
from registry.people import Actor
from registry.people_models import SignIn
from registry.provider_links import ProviderLink
from registry.screen import Screen
from registry.second_factor_models import SecondFactor
from registry.sessions import Limits
from registry.settings import Settings

BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
"""Marks in a User-Agent, the ones that others borrow last."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One browser in which an officer is signed in."""

    id: int
    browser: str
    address: str
    started_at: dt.datetime
    seen_at: dt.datetime
    is_here: bool
    is_waiting: bool
    """Whether only the password was given there yet."""


@dataclass(frozen=True)
class AccountPage(Screen):
    """An officer's own account."""

    template: ClassVar[str] = "registry/account.html"
    fragment: ClassVar[str] = "registry/_account.html"

    signed_in: Sequence[SignedIn]
    factor: SecondFactor | None
    provider: str
    """What the provider is called that he may sign in by, too; empty if there is none."""
    link: ProviderLink | None
    has_passkeys: bool
    """Whether browsers make passkeys at the office's address."""
    passkeys: Sequence[Passkey]

    @property
    def is_elsewhere(self) -> bool:
        """Whether he is signed in in another browser too."""
        return any(not one.is_here for one in self.signed_in)


def account_page(
    session: Session, actor: Actor, sign_in_id: int, *, at: dt.datetime, settings: Settings
) -> AccountPage:
    """Return an officer's own account, asked for through the session ``sign_in_id``."""
    is_open = Limits.of(settings).open_at(at)
    his = select(SignIn).where(col(SignIn.officer_id) == actor.id, is_open)
    rows = session.exec(his.order_by(col(SignIn.seen_at).desc(), col(SignIn.id).desc()))
    factor = session.get(SecondFactor, actor.id)
    return AccountPage(
        signed_in=[_signed_in(row, sign_in_id, factor) for row in rows],
        factor=factor,
        provider=settings.provider,
        link=session.get(ProviderLink, actor.id),
        has_passkeys=Site.at(settings.address) is not None,
        passkeys=passkeys_of(session, actor.id),
    )


def browser_name(user_agent: str) -> str:
    """Name a browser and its system as people do; ``เบราว์เซอร์อื่น`` if it is none we know."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "เบราว์เซอร์อื่น")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return f"{browser} บน {system}" if system else browser


def _signed_in(row: SignIn, here: int, factor: SecondFactor | None) -> SignedIn:
    assert row.id is not None
    return SignedIn(
        id=row.id,
        browser=browser_name(row.browser),
        address=row.address,
        started_at=row.started_at,
        seen_at=row.seen_at,
        is_here=row.id == here,
        is_waiting=factor is not None and row.second_factor_at is None,
    )

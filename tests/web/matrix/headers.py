"""What every answer must carry, whoever asked for what.

The rules are those by which Mozilla's HTTP Observatory marks a site (policy,
nosniff, referrer, framing, cookies, resource policy), and a few of our own.
"""

import re
from collections.abc import Iterator, Mapping

OWN = "'self'"
OPEN_SOURCES = ("*", "http:", "https:", "'unsafe-inline'", "'unsafe-eval'", "blob:", "//")
KEPT_BUT_ASKED_AGAIN = "private, no-cache"
"""Pictures of pages: a browser keeps them, and asks each time whether it still may show them."""
INLINE = re.compile(rb"<style|\sstyle=|\son[a-z]+\s*=\s*[\"']|javascript:|<script(?![^>]*\ssrc=)")
ELSEWHERE = re.compile(rb"(?:src|href|action|formaction)=\"(?:https?:)?//")


def policy_of(headers: Mapping[str, str]) -> dict[str, list[str]]:
    """Read a content security policy: its directives, each with its sources."""
    said = headers.get("Content-Security-Policy", "")
    parts = [one.split() for one in said.split(";") if one.strip()]
    return {words[0]: words[1:] for words in parts}


def faults_of(
    headers: Mapping[str, str], body: bytes, *, cookies: tuple[str, ...], is_static: bool
) -> Iterator[str]:
    """Yield what an answer lacks, or has and must not have."""
    yield from _faults_of_policy(policy_of(headers))
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
    }
    yield from (name for name, said in wanted.items() if headers.get(name) != said)
    if "camera=()" not in headers.get("Permissions-Policy", ""):
        yield "Permissions-Policy"
    if any(name.startswith("Access-Control-") for name in headers):
        yield "other sites may read it"
    if not is_static and headers.get("Cache-Control") not in {"no-store", KEPT_BUT_ASKED_AGAIN}:
        yield f"kept by the browser: {headers.get('Cache-Control')}"
    for cookie in cookies:
        if "HttpOnly" not in cookie or "SameSite=Lax" not in cookie:
            yield f"a cookie that scripts or other sites get: {cookie.partition('=')[0]}"
    kind = headers.get("Content-Type", "")
    if kind.startswith("text/html"):
        yield from (f"in the page: {found[0]!r}" for found in INLINE.finditer(body))
        yield from (f"from elsewhere: {found[0]!r}" for found in ELSEWHERE.finditer(body))
        if kind != "text/html; charset=utf-8":
            yield f"a page as {kind}"


def _faults_of_policy(policy: Mapping[str, list[str]]) -> Iterator[str]:
    if policy.get("default-src") != ["'none'"]:
        yield "default-src"
    if policy.get("frame-ancestors") != ["'none'"]:
        yield "frame-ancestors"
    if "sandbox" in policy:
        if policy["sandbox"]:
            yield "a sandbox with holes"
        return
    for name in ("base-uri", "form-action"):  # default-src does not speak for them
        if policy.get(name) not in (["'none'"], [OWN]):
            yield name
    for name, sources in policy.items():
        if any(one.startswith(OPEN_SOURCES) for one in sources):
            yield f"{name} is open: {sources}"
        if "data:" in sources and name != "img-src":
            yield f"{name} takes data"

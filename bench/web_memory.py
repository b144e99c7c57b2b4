"""What memory the web server holds after the requests of an ordinary morning."""

import socket
import urllib.request
from pathlib import Path

from bench.machine import memory_of_tree, peak_of, tree
from bench.private_office import opened, token_of, web
from registry.auth import COOKIE
from registry.serving import address

PAGES = ("health", "intake/", "register", "static/app.css")
ROUNDS = 10


def web_memory(folder: Path) -> tuple[float, float]:
    """Open pages as a signed-in clerk; return MB of the serving process, and of all of the web.

    The first is its peak and counts what it shares with the process that
    started it; the second counts shared pages once.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    of = opened(folder, port=port)
    cookie = {"Cookie": f"{COOKIE}={token_of(of)}"}
    with web(of) as process:
        for page in PAGES * ROUNDS:
            url = address(of.office.settings) + page
            asked = urllib.request.Request(url, headers=cookie)  # noqa: S310 - our own http address
            with urllib.request.urlopen(asked) as answer:  # noqa: S310 - see above
                answer.read()
        return max(map(peak_of, tree(process))), memory_of_tree(process)

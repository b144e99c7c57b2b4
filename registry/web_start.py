"""What gunicorn does before the web server parts into processes.

A page of memory that nobody writes to is there once, however many processes
read it. No file, socket or database may be open by then: they would share it.
"""

import gc
from typing import Any

from registry import thai

NEW_OBJECTS = 10_000
"""Made between two looks for cycles; Python's 700 cost a tenth of a page."""


def when_ready(server: Any) -> None:  # noqa: ANN401 - gunicorn publishes no types
    """Load the dictionary for all of them; a single process waits until somebody searches."""
    if server.cfg.workers > 1:
        thai.words("ก")
    gc.collect()
    gc.freeze()  # looking for cycles writes to whatever it looks at
    gc.set_threshold(NEW_OBJECTS)

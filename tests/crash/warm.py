"""What the processes of the office need, imported once for all that are forked."""

import tests.crash.crew  # noqa: F401 - with those above: a process that is forked has them already
from registry import thai

thai.words("หนังสือราชการ")  # reads the dictionary

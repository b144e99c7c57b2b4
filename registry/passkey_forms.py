"""What is typed, and what a device answers, about passkeys."""

from typing import Annotated

from pydantic import StringConstraints

from registry.forms import Form, Name

LONGEST_ANSWER = 100_000
Answer = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_ANSWER)]
"""What a device answered, as the JSON that browsers make of it."""


class BeginForm(Form):
    """The officer's password: who finds his desk unattended must not add his own device."""

    current: Annotated[str, StringConstraints(strip_whitespace=False)]


class AddForm(Form):
    """A new passkey, and what it shall be called."""

    name: Name
    answer: Answer


class EnterForm(Form):
    """The answer of a passkey."""

    answer: Answer
    next: str = ""

"""What is typed when one proves oneself by more than a password."""

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from registry.forms import Form, Name
from registry.thai import arabic_digits


def _digits(text: str) -> str:
    """Read a code in either digits, with or without the blank telephones put in its middle."""
    return arabic_digits("".join(text.split()))


Code = Annotated[str, StringConstraints(min_length=1, max_length=40), AfterValidator(_digits)]
"""A code, from a telephone or from paper."""


class CodeForm(Form):
    """The code a telephone shows."""

    code: Code
    next: str = ""


class PaperForm(Form):
    """A code on paper, and whether the telephone is lost."""

    paper: Code
    lost: bool = False
    next: str = ""


class LostForm(Form):
    """A code on paper, from who is signed in still."""

    paper: Code


class RenewForm(Form):
    """The code that stands for wishing new ones on paper."""

    code_for_paper: Code


class RemoveForm(Form):
    """The code that stands for giving the telephone up."""

    last_code: Code


class SetUpForm(Form):
    """The first code of a new telephone."""

    word: Annotated[str, StringConstraints(pattern=r"^[\w-]{20}$")]
    code: Code
    current: Annotated[str, StringConstraints(strip_whitespace=False)]


class ResetForm(Form):
    """Why an officer shall set up anew."""

    reset_reason: Name

"""What is typed to link an account at the provider."""

from typing import Annotated

from pydantic import StringConstraints

from registry.forms import Form
from registry.provider import LONGEST_SUBJECT


class LinkForm(Form):
    """The officer's password: who finds his desk unattended must not link his own account."""

    current: Annotated[str, StringConstraints(strip_whitespace=False)]


class SubjectForm(Form):
    """What an officer is called at the provider."""

    subject: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_SUBJECT)]

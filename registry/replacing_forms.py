"""What is typed about letters that cancel or amend others, checked once at the door."""

from registry.forms import Form, Number


class ReplacementForm(Form):
    """Whether a letter cancels or amends an earlier one."""

    older_id: Number
    is_confirmed: bool

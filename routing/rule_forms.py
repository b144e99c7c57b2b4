"""A rule as it is typed, checked once at the door."""

from typing import Annotated

from pydantic import BeforeValidator

from registry.forms import Form, Name, Number, Words
from registry.vocabulary import LetterKind, Urgency
from routing.rule_operations import WrittenRule
from routing.rules import Conditions, words_from
from routing.states import Purpose


def _perhaps(said: object) -> object:
    return said or None


class RuleForm(Form):
    """กฎเสนอหน่วยงาน."""

    name: Name
    sender: Words = ""
    reference: Words = ""
    words: Words = ""
    kind: Annotated[LetterKind | None, BeforeValidator(_perhaps)] = None
    urgency: Annotated[Urgency | None, BeforeValidator(_perhaps)] = None
    to_unit: Number
    purpose: Purpose

    def written(self) -> WrittenRule:
        """Return the rule that was written down."""
        looked_for = Conditions(
            " ".join(self.sender.split()),
            " ".join(self.reference.split()),
            words_from(self.words),
            self.kind,
            self.urgency,
        )
        return WrittenRule(self.name, looked_for, self.to_unit, self.purpose)

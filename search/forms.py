"""What officers ask of the search page, checked once at the door."""

from typing import Annotated

from pydantic import Field

from registry.forms import LARGEST, Form
from search.backend import Sort


class SearchForm(Form):
    """What was typed, in which order it is shown, and which page of it."""

    q: str = ""
    sort: Sort = Sort.BEST
    page: Annotated[int, Field(ge=1, le=LARGEST)] = 1

    def query(self, **changes: object) -> dict[str, str]:
        """Return the question as an address carries it, with these changes."""
        said = {"q": self.q, "sort": self.sort.value, "page": str(self.page)}
        said |= {name: str(value) for name, value in changes.items()}
        plain = {"sort": Sort.BEST.value, "page": "1"}
        return {name: value for name, value in said.items() if plain.get(name) != value}

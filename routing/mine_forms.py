"""What the page of one's own work may be asked for."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from registry.forms import Form, Number
from routing.deadlines import Bucket

Page = Annotated[int, Field(ge=1, le=100_000)]


class MineFilter(Form):
    """One section alone, page by page; without it the beginning of each."""

    only: Annotated[Bucket | None, BeforeValidator(lambda said: said or None)] = None
    page: Page = 1


class AtOnceForm(MineFilter):
    """ทราบ without opening: the version that was seen, and where the officer stood."""

    version: Number

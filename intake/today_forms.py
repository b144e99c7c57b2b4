"""What รับเข้าวันนี้ is asked for."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from registry.forms import LARGEST, Form, as_number


class TodayFilter(Form):
    """Which page of the files to check is shown."""

    page: Annotated[int, BeforeValidator(as_number), Field(ge=1, le=LARGEST // 100)] = 1

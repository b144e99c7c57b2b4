"""What a browser without scripts would send: the fields of one form, as the page filled them."""

from html.parser import HTMLParser


class _Reader(HTMLParser):
    def __init__(self, form_id: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._form_id = form_id
        self._inside = False
        self._select = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = said.get("id") == self._form_id
        if not self._inside:
            return
        if tag == "input":
            self._take_input(said)
        elif tag == "select":
            self._select = said["name"]
        elif tag == "option" and ("selected" in said or self._select not in self.fields):
            self.fields[self._select] = said["value"]
        elif tag == "textarea":
            self._text = said["name"]
            self.fields[self._text] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea":
            self._text = ""

    def handle_data(self, data: str) -> None:
        if self._text:
            self.fields[self._text] += data

    def _take_input(self, said: dict[str, str]) -> None:
        ticked = said.get("type") not in {"checkbox", "radio"} or "checked" in said
        if ticked and "name" in said:
            self.fields[said["name"]] = said.get("value", "")


def fields_of(page: str, form_id: str) -> dict[str, str]:
    """Read a form off a page."""
    reader = _Reader(form_id)
    reader.feed(page)
    return reader.fields

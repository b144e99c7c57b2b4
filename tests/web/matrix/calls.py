"""Every route as a request that can be sent: its address and form, with gaps for what is meant."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import product
from urllib.parse import quote

from flask import Flask
from werkzeug.routing import AnyConverter
from werkzeug.routing import Rule as Route

from tests.web.matrix.rules import NAMED, ONE_OF_MANY, RULES, Rule

_ARGUMENT = re.compile(r"<(?:[^<>]*:)?(\w+)>")
_GAP = re.compile(r"\{([\w.]+)\}")
NO_CODE, NO_NUMBER = "ZZZZZZZZZZZZ", "900719"
"""What nothing is called."""


@dataclass(frozen=True)
class Call:
    """One way to ask one route."""

    name: str
    rule_name: str
    method: str
    path: str
    rule: Rule

    @property
    def things(self) -> list[str]:
        """What is meant by it, each of which may be somebody else's."""
        texts = (self.path, *self.rule.query.values(), *self.rule.form.values())
        named = dict.fromkeys(gap for text in texts for gap in _GAP.findall(text))
        return [one for one in named if "." not in one]

    @property
    def in_path(self) -> list[str]:
        """What the address itself names."""
        return [one for one in self.things if f"{{{one}}}" in self.path]

    def url(self, things: Mapping[str, str]) -> str:
        """Return the address with what is meant."""
        query = "&".join(f"{name}={quote(said)}" for name, said in self.query(things).items())
        return _filled(self.path, things) + (f"?{query}" if query else "")

    def query(self, things: Mapping[str, str]) -> dict[str, str]:
        """Return what the address asks, with what is meant."""
        return {name: _filled(said, things) for name, said in self.rule.query.items()}

    def form(self, things: Mapping[str, str]) -> dict[str, str]:
        """Return the fields with what is meant."""
        return {
            _filled(name, things): _filled(said, things) for name, said in self.rule.form.items()
        }


def calls(app: Flask) -> Iterator[Call]:
    """Yield every route, once for each method and each word its address may end in."""
    for route in app.url_map.iter_rules():
        methods = sorted((route.methods or set()) - {"HEAD", "OPTIONS"})
        for method, (place, said) in product(methods, enumerate(_choices(route))):
            name = ":".join((route.endpoint, *said.values()))
            path = _ARGUMENT.sub(partial(_said, said), route.rule)
            for key in rules_of(route.endpoint, said.values()):
                if RULES[key].asks_alike and place > 0:
                    continue
                yield Call(
                    "+".join((name, *key.split("+")[1:])),
                    key,
                    method,
                    _named(path, RULES[key]),
                    RULES[key],
                )


def ghosts(names: Iterable[str]) -> dict[str, str]:
    """Return what does not exist, by these names."""
    return {name: NO_CODE if name == "code" else NO_NUMBER for name in names}


def rules_of(endpoint: str, said: Iterable[str]) -> list[str]:
    """Return the names of the rules for a route; none for a route that nobody thought of."""
    special = [f"{endpoint}:{value}" for value in said]
    found = next((key for key in (*special, endpoint) if key in RULES), None)
    more = [key for key in RULES if key.startswith(f"{endpoint}+")]
    return [*([found] if found else []), *more]


def _said(words: Mapping[str, str], found: re.Match[str]) -> str:
    """Return the word that an argument is, or a gap for what it names."""
    return words.get(found[1], "{" + found[1] + "}")


def _choices(route: Route) -> list[dict[str, str]]:
    words = {
        name: sorted(converter.items)
        for name, converter in route._converters.items()  # noqa: SLF001 - there is no other way
        if isinstance(converter, AnyConverter)
    }
    return [dict(zip(words, chosen, strict=True)) for chosen in product(*words.values())]


def _named(path: str, rule: Rule) -> str:
    def one(found: re.Match[str]) -> str:
        name = found[1]
        return ONE_OF_MANY.get(name) or "{" + (rule.named.get(name) or NAMED[name]) + "}"

    return _GAP.sub(one, path)


def _filled(text: str, things: Mapping[str, str]) -> str:
    return _GAP.sub(lambda found: things[found[1]], text)

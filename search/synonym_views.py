"""The page on which an administrator says what else a word may be written as."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from flask import Response, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from registry.auth import requires
from registry.forms import Form, Name, Number
from registry.office import office
from registry.screen import Screen
from registry.vocabulary import Permission
from registry.web import change, done, redraws, show
from search import synonyms as words
from search.blueprint import bp

administrators = requires(Permission.ADMINISTER)


class SynonymForm(Form):
    """A word, and what else it may be written as."""

    word: Name
    means: Name


class SynonymChosen(Form):
    """One pair of the table."""

    synonym_id: Number


@dataclass(frozen=True)
class SynonymsPage(Screen):
    """The agency's pairs, and those that come with the program."""

    template: ClassVar[str] = "search/synonyms.html"
    fragment: ClassVar[str] = "search/_synonyms.html"

    own: Sequence[words.Synonym]
    usual: Mapping[str, tuple[str, ...]]


@bp.get("/synonyms")
@administrators
def synonyms() -> Response:
    """Show every pair."""
    with office().database.reading() as session:
        return show(SynonymsPage(words.own_synonyms(session), words.usual()))


@bp.post("/synonyms/add")
@administrators
@redraws(synonyms)
def add_synonym() -> AnyResponse:
    """Add a pair of the agency's own."""
    form = SynonymForm.parse(request.form)
    change(words.add_synonym, form.word, form.means)
    return done(url_for("search.synonyms"), said=f"เพิ่ม “{form.word}” แล้ว ใช้ค้นได้ทันที")


@bp.post("/synonyms/remove")
@administrators
@redraws(synonyms)
def remove_synonym() -> AnyResponse:
    """Remove a pair of the agency's own."""
    change(words.remove_synonym, SynonymChosen.parse(request.form).synonym_id)
    return done(url_for("search.synonyms"), said="ลบแล้ว")

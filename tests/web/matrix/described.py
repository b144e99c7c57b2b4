"""Every route as OpenAPI says it, for a generator of requests: its address and what is sent.

Made from the routes, the rules of the matrix, and the pydantic forms and names
that each view reads. It describes more than the pages send: any field may be
any text, too.
"""

import inspect
import re
from collections.abc import Iterator, Mapping
from types import FunctionType
from typing import Any

from flask import Flask

from intake.forms import LetterForm
from registry.forms import Form
from tests.web.matrix.calls import Call, calls

TEXT = {"type": "string", "maxLength": 80}
DEEP = 2
"""Functions of the same module that a view calls, and those they call."""
OURS = ("registry.", "intake.", "routing.", "search.")
_NAMED = re.compile(r'request\.(?:form|args)\.get(?:list)?\("(\w+)"')
COMPONENTS = "#/components/schemas/{model}"
A_WHOLE_LETTER = {
    f"letters.0.{name}{more}": TEXT
    for name, more in {
        **dict.fromkeys(LetterForm.model_fields, ""),
        "refers_to": ".0.reference", "enclosures": ".0", "receipts": ".0.number",
    }.items()
}  # fmt: skip
"""Fields whose names say where in a file a letter stands; no model has them under these names."""


def description(app: Flask, things: Mapping[str, str]) -> dict[str, Any]:
    """Return an OpenAPI document; ``operationId`` is the name of the call."""
    paths: dict[str, dict[str, Any]] = {}
    parts: dict[str, Any] = {}
    for call in calls(app):
        form = {**_fields(app, call, parts), **_said(call.form(things))}
        query = {**_fields(app, call, parts), **_said(call.query(things))}
        if "letters.0.pages" in form or call.name == "intake.correct_now":
            form = {**A_WHOLE_LETTER, **form}
        named = dict.fromkeys(re.findall(r"\{([\w.]+)\}", call.path))
        operation: dict[str, Any] = {
            "operationId": call.name,
            "parameters": [_in_path(name, things[name]) for name in named],
            "responses": {"default": {"description": "any"}},
        }
        if call.method == "GET":
            operation["parameters"] += [
                {"name": name, "in": "query", "schema": schema} for name, schema in query.items()
            ]
        else:
            operation["requestBody"] = {"required": True, "content": _content(call, form)}
        paths.setdefault(call.path, {}).setdefault(call.method.lower(), operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "saraban", "version": "0"},
        "paths": paths,
        "components": {"schemas": parts},
    }


def _in_path(name: str, said: str) -> dict[str, Any]:
    schema = {"enum": [int(said)]} if said.isdecimal() else {"enum": [said]}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _content(call: Call, form: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body in the encoding that pages use; a file needs the other one."""
    properties = dict(form)
    if call.rule.file:
        properties[call.rule.file] = {"type": "string", "format": "binary"}
    kind = "multipart/form-data" if call.rule.file else "application/x-www-form-urlencoded"
    return {kind: {"schema": {"type": "object", "properties": properties}}}


def _fields(app: Flask, call: Call, parts: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of each field that the view reads; what those rest on goes to ``parts``."""
    view = inspect.unwrap(app.view_functions[re.split("[:+]", call.name)[0]])
    fields: dict[str, Any] = {}
    for one in _with_helpers(view, DEEP):
        fields.update(dict.fromkeys(_NAMED.findall(inspect.getsource(one)), TEXT))
        for name in one.__code__.co_names:
            model = one.__globals__.get(name)
            if isinstance(model, type) and issubclass(model, Form):
                schema = model.model_json_schema(ref_template=COMPONENTS)
                parts.update(schema.pop("$defs", {}))
                for field, said in schema["properties"].items():
                    fields[field] = {"anyOf": [said, TEXT]}
    return fields


def _with_helpers(function: FunctionType, deep: int) -> Iterator[FunctionType]:
    """Yield a function and those of ours that it calls."""
    yield function
    for name in function.__code__.co_names if deep else ():
        helper = function.__globals__.get(name)
        if isinstance(helper, FunctionType) and helper.__module__.startswith(OURS):
            yield from _with_helpers(inspect.unwrap(helper), deep - 1)


def _said(said: Mapping[str, str]) -> dict[str, Any]:
    return {name: {"anyOf": [{"enum": [value]}, TEXT]} for name, value in said.items()}

"""What a request holds, read: its numbers, its words, what it sent along.

Invariant: nothing else reads what a browser sent, and what cannot be read is a ScenarioError of one
line, never a fault of the server.
"""

import json
import re
from collections.abc import Callable

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from results.workshop.own_place.sent_table import SentTable
from results.workshop.predictions import Prediction
from scenarios.entries import Case, Entry
from scenarios.language import _
from scenarios.problems import ScenarioError, in_words, shown
from scenarios.set_up import SetUp, set_up

type Answer = Callable[[Request, bytes], Response]


class Unknown(LookupError):
    """What a request names is not there; `str` of it is the message."""


MOST_LETTERS = 200
"""Longer than any name or number that a page sends."""


def whole(request: Request, name: str, usual: int | None = None) -> int:
    """The whole number that the query gives under that name; `usual` where it names none."""
    text = request.query_params.get(name)
    if text is None and usual is not None:
        return usual
    if not re.fullmatch("-?[0-9]{1,9}", text or ""):
        raise ScenarioError(
            _("{name} must be a whole number, not {value}.", name=name, value=shown(text or ""))
        )
    return int(text or "")


def word(request: Request, name: str) -> str:
    """The words that the query gives under that name, none if it names none."""
    text = request.query_params.get(name, "")
    if len(text) > MOST_LETTERS:
        raise ScenarioError(
            _(
                "{name} is {value}; it may have {most} letters.",
                name=name,
                value=shown(text),
                most=MOST_LETTERS,
            )
        )
    return text


def set_up_in(body: bytes, own: Case | None = None) -> SetUp:
    """The set-up that was sent; `own`: a case beside those of the project."""
    _json(body)
    return _checked(_text(body), own)


def set_up_in_words(body: bytes, own: Case | None = None) -> SetUp:
    """A set-up that somebody shared, sent as a JSON string and read as a file is."""
    sent = _json(body)
    if not isinstance(sent, str):
        raise ScenarioError(_("A set-up is sent as text."))
    return _checked(sent, own)


def prediction_in(body: bytes) -> Prediction:
    """The answers that somebody gave."""
    return valid(Prediction, body)


def table_in(body: bytes) -> SentTable:
    """A table of somebody's own place."""
    return valid(SentTable, body)


def valid[E: Entry](kind: type[E], body: bytes) -> E:
    """What was sent as that kind of entry; ScenarioError of one line if it is none."""
    try:
        return kind.model_validate(_json(body))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or _("What was sent")
        raise ScenarioError(
            _("{where} {wrong}.", where=where, wrong=in_words(first, kind.model_fields))
        ) from None


def _checked(text: str, own: Case | None) -> SetUp:
    try:
        return set_up(text, own=own)
    except ScenarioError:
        raise
    except (ValueError, RecursionError):  # digits beyond every number, brackets within brackets
        raise ScenarioError(_("What was sent cannot be read as a set-up.")) from None


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise ScenarioError(_("What was sent is not in UTF-8.")) from None


def _json(body: bytes) -> object:
    try:
        sent: object = json.loads(_text(body))
        json.dumps(sent, ensure_ascii=False).encode()  # half a surrogate pair is no text that can be kept
    except ScenarioError:
        raise
    except (ValueError, RecursionError):
        raise ScenarioError(_("What was sent is no JSON.")) from None
    return sent

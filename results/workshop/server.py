"""The server of the workshop page: what each address answers.

Invariant: it listens on this machine alone, opens no file that a request names, and runs nothing but
set-ups that were checked. Whatever is wrong with a request is one message, in the language of the page.
"""

import json
import threading
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from experiments.field_data.faulty_rows import FaultyRows
from experiments.store.output_folder import FolderError
from results.workshop.first_replicate import get_ready, scenes, story, why
from results.workshop.options import KnownOptions, options
from results.workshop.page import asset, page
from results.workshop.predictions import Predictions
from results.workshop.request import (
    Answer,
    Unknown,
    prediction_in,
    set_up_in,
    set_up_in_words,
    table_in,
    whole,
    word,
)
from results.workshop.room.room import FILE, Room
from results.workshop.room.room_answers import RoomAnswers
from results.workshop.same_origin import TABLES
from results.workshop.session import Round, Session
from scenarios.language import LANGUAGES, Language, _, language, spoken
from scenarios.problems import ScenarioError


class Server:
    """The answers of one workshop."""

    def __init__(self, session: Session, predictions: Predictions, room: Room | None = None) -> None:
        """room: the room that takes part; without one it is asked on paper alone."""
        self.session, self.predictions, self._known = session, predictions, KnownOptions()
        self.room = RoomAnswers(room or Room(predictions.file.with_name(FILE)), session)

    def get_ready(self) -> None:
        """Make now, aside, what a page asks for first, so that whoever opens it does not wait."""
        self.session.film_usual()
        threading.Thread(target=self._known.of, args=(self.session.own,), daemon=True).start()

    def app(self) -> Starlette:
        """The application."""
        plain: Mapping[str, Answer] = {
            "/": self._page,
            "/assets/{name}": self._asset,
            "/api/choices": self._options,
            "/api/rounds/{round}": self._round,
            "/api/rounds/{round}/scenes": self._scenes,
            "/api/rounds/{round}/why": self._why,
            "/api/rounds/{round}/story": self._story,
            "/api/rounds/{round}/set-up.json": self._shared,
            "/api/rounds/{round}/predictions": self._predicted,
            "/api/predictions.csv": self._csv,
            "/api/own-place.zip": self._packed,
            **self.room.plain(),
        }
        sent: Mapping[str, Answer] = {
            "/api/rounds": self._begin,
            "/api/rounds/{round}/cancel": self._cancel,
            "/api/compounds": self._open,
            "/api/set-ups": self._checked,
            "/api/predictions": self._predict,
            f"/{TABLES}": self._bring,
            f"/{TABLES}/forget": self._forget,
            **self.room.sent(),
        }
        routes = [Route(path, _answered(answer), methods=["GET"]) for path, answer in plain.items()]
        routes += [Route(path, _answered(answer), methods=["POST"]) for path, answer in sent.items()]
        return Starlette(routes=routes)

    def _page(self, request: Request, body: bytes) -> Response:
        return Response(page(), media_type="text/html")

    def _asset(self, request: Request, body: bytes) -> Response:
        found = asset(request.path_params["name"])
        if found is None:
            raise Unknown(_("There is nothing here."))
        content, kind = found
        return Response(content, media_type=kind, headers={"cache-control": "max-age=3600"})

    def _options(self, request: Request, body: bytes) -> Response:
        return JSONResponse(self._known.of(self.session.own))

    def _begin(self, request: Request, body: bytes) -> Response:
        return JSONResponse({"id": self.session.begin(set_up_in(body, self.session.own.case)).id})

    def _open(self, request: Request, body: bytes) -> Response:
        return JSONResponse({"id": self.session.open(set_up_in(body, self.session.own.case)).id})

    def _checked(self, request: Request, body: bytes) -> Response:
        return JSONResponse(set_up_in_words(body, self.session.own.case).model_dump())

    def _bring(self, request: Request, body: bytes) -> Response:
        told = self.session.own.bring(table_in(body))
        return JSONResponse({**told, "choices": options(self.session.own)})

    def _forget(self, request: Request, body: bytes) -> Response:
        self.session.own.forget()
        return JSONResponse({"choices": options(self.session.own)})

    def _packed(self, request: Request, body: bytes) -> Response:
        if (packed := self.session.own.packed()) is None:
            raise Unknown(_("There is no compound of your own yet."))
        name = {"content-disposition": 'attachment; filename="gongzhi-own-place.zip"'}
        return Response(packed, media_type="application/zip", headers=name)

    def _of(self, request: Request) -> Round:
        found = self.session.get(request.path_params["round"])
        if found is None:
            raise Unknown(_("This round is not known any more; run it again."))
        return found

    def _round(self, request: Request, body: bytes) -> Response:
        found = self._of(request)
        state = found.as_json(whole(request, "seen", usual=-1))
        return JSONResponse({**state, "predictions": self.predictions.count(found.id)})

    def _cancel(self, request: Request, body: bytes) -> Response:
        found = self._of(request)
        self.session.cancel(found)
        return JSONResponse({"id": found.id, "state": found.state})

    def _scenes(self, request: Request, body: bytes) -> Response:
        found = self._of(request)
        shown = JSONResponse(scenes(found, self.session.films))
        threading.Thread(target=get_ready, args=(found, self.session.kept), daemon=True).start()
        return shown

    def _why(self, request: Request, body: bytes) -> Response:
        household, month = whole(request, "household"), whole(request, "month")
        return JSONResponse(
            why(self._of(request), word(request, "governance"), household, month, self.session.kept)
        )

    def _story(self, request: Request, body: bytes) -> Response:
        key, kept = word(request, "issue"), self.session.kept
        return JSONResponse(story(self._of(request), word(request, "governance"), key, kept))

    def _shared(self, request: Request, body: bytes) -> Response:
        text = json.dumps(self._of(request).set_up.model_dump(), ensure_ascii=False, indent=1)
        name = {"content-disposition": 'attachment; filename="gongzhi-set-up.json"'}
        return Response(text + "\n", media_type="application/json", headers=name)

    def _predict(self, request: Request, body: bytes) -> Response:
        prediction = prediction_in(body)
        if self.session.get(prediction.round) is None:
            raise Unknown(_("This round is not known any more; run it again."))
        self.predictions.keep(prediction)
        return JSONResponse({"kept": self.predictions.count(prediction.round)})

    def _predicted(self, request: Request, body: bytes) -> Response:
        found = self._of(request)
        rows = self.predictions.compared({found.id: found})
        return JSONResponse({"rows": [row for row in rows if row["round"] == found.id]})

    def _csv(self, request: Request, body: bytes) -> Response:
        name = {"content-disposition": 'attachment; filename="gongzhi-predictions.csv"'}
        text = self.predictions.csv(self.session.known())
        return Response(text, media_type="text/csv; charset=utf-8", headers=name)


def _answered(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    """The answer in the language that the request names, made in a thread; complaints become messages."""

    async def answered(request: Request) -> Response:
        try:
            body = await request.body()
        except ClientDisconnect:
            return _problem(413, "too large")
        return await run_in_threadpool(_in_words, answer, request, body)

    return answered


def _in_words(answer: Answer, request: Request, body: bytes) -> Response:
    with spoken(_language(request)):
        try:
            return answer(request, body)
        except Unknown as error:
            return _problem(404, str(error))
        except FaultyRows as error:
            faults = [fault.sentence() for fault in error.faults]
            return JSONResponse({"problem": error.head, "faults": faults}, status_code=400)
        except ScenarioError as error:
            return _problem(400, str(error))
        except FolderError as error:
            return _problem(507, str(error))


def _language(request: Request) -> Language:
    wanted = request.query_params.get("lang") or request.cookies.get("lang")
    return next((one for one in LANGUAGES if one == wanted), language())


def _problem(status: int, message: str) -> Response:
    """One line, whatever the request put into it: a YAML file may name half a surrogate pair."""
    line = " ".join(message.encode("utf-8", "backslashreplace").decode().split())
    return JSONResponse({"problem": line}, status_code=status)


def kept_in(folder: Path) -> Path:
    """Where the predictions of a workshop are kept."""
    return folder / "predictions.jsonl"

"""A web application that scores submissions: POST one as JSON, get its scorecard or what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any
from wsgiref.simple_server import make_server

from thiduascore import (
    Diagnostic,
    DiagnosticError,
    Engine,
    Ruleset,
    parse_document,
    scorecard_document,
)

MOST_BYTES = 1_000_000
Environment = dict[str, Any]
Respond = Callable[[str, list[tuple[str, str]]], Any]


def application(engine: Engine, ruleset: Ruleset) -> Callable[[Environment, Respond], Iterable[bytes]]:
    """The WSGI application; the engine and the ruleset are shared by all of its threads."""

    def answer(environment: Environment, respond: Respond) -> Iterable[bytes]:
        status, body = _answer(engine, ruleset, environment)
        respond(status, [("Content-Type", "application/json; charset=utf-8")])
        return [json.dumps(body, ensure_ascii=False).encode()]

    return answer


def _answer(engine: Engine, ruleset: Ruleset, environment: Environment) -> tuple[str, object]:
    if environment["REQUEST_METHOD"] != "POST":
        return "405 Method Not Allowed", {"error": "POST a submission"}
    length = environment.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MOST_BYTES:
        return "413 Content Too Large", {"error": f"at most {MOST_BYTES} bytes"}
    try:
        text = environment["wsgi.input"].read(int(length)).decode()
        submission = parse_document(text, "request", "json").value
        if not isinstance(submission, dict):
            return "400 Bad Request", {"error": "a submission is a JSON object"}
        intake = engine.read(ruleset, submission)
        if intake.refused:
            return "422 Unprocessable Content", _problems(intake.refused[0].diagnostics)
        return "200 OK", scorecard_document(engine.score(ruleset, intake.submissions[0]))
    except UnicodeDecodeError:
        return "400 Bad Request", {"error": "not UTF-8"}
    except DiagnosticError as error:
        return "422 Unprocessable Content", _problems(error.diagnostics)


def _problems(diagnostics: Iterable[Diagnostic]) -> dict[str, list[dict[str, str | None]]]:
    return {
        "problems": [
            {"slug": each.slug, "vi": each.message("vi"), "en": each.message("en"), "help": each.help("vi")}
            for each in diagnostics
        ]
    }


if __name__ == "__main__":
    engine = Engine()
    ruleset = engine.load("rulesets/examples/minimal")
    make_server("127.0.0.1", 8000, application(engine, ruleset)).serve_forever()

"""Decision models that somebody has damaged give values or diagnostics, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from thiduascore.diagnostics import DiagnosticError
from thiduascore.dmn import evaluate, load, serve
from thiduascore.dmn.definitions import Service
from thiduascore.dmn.values import json_text
from thiduascore.feel import Null

CASES = Path(__file__).resolve().parent.parent / "cases" / "dmn"
MODELS = [file.read_text(encoding="utf-8") for file in sorted(CASES.glob("*.dmn"))]
PIECES = (
    "", "<", ">", '"', "&amp;", "&x;", "<text>", "</text>", "<context>", "[", "..", "?", "item", "null",
    "điểm", "for i in 1..9 return i", "function(x) x(x)", '@"P1Y"',
    'typeRef="number"', 'href="#A"', "**", "-1", "\n",
)  # fmt: skip


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """A model in which a few stretches are replaced, by pieces of the notation or of another place in it."""
    text = draw(st.sampled_from(MODELS))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 40)))
        other = draw(st.integers(0, len(text)))
        copied = text[other : other + draw(st.integers(0, 200))]
        text = text[:start] + draw(st.sampled_from((*PIECES, copied))) + text[end:]
    return text


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("models")


@given(damaged())
def test_a_damaged_model_gives_values_or_diagnostics(folder: Path, text: str) -> None:
    file = folder / "damaged.dmn"
    file.write_text(text, encoding="utf-8")
    try:
        model = load(file)
    except DiagnosticError as error:
        for diagnostic in error.diagnostics:
            assert diagnostic.message("vi") and diagnostic.message("en")
            assert diagnostic.place is not None
        return
    keys = [(model.main.namespace, identity) for identity in model.main.nodes]
    for key, value in zip(keys, evaluate(model, keys, {}), strict=True):
        json.loads(json_text(value))
        if isinstance(value, Null):
            assert value.causes, model.node(key).variable.name
        if isinstance(model.node(key), Service):
            serve(model, key, {})

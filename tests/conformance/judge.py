"""What each case gives, and whether that is what the kit expects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path

from attrs import frozen

from conformance.kit import Case
from thiduascore.diagnostics import DiagnosticError, exact
from thiduascore.dmn import Model, evaluate, load, serve
from thiduascore.feel.functions.written import text_of
from thiduascore.feel.values import Null, Value

NEAR = Fraction(1, 10**8)
"""How far numbers may be apart: the board's other runners allow as much."""


@frozen
class Outcome:
    """A case with what each of its elements gave; `broken` says why the case could not be run at all."""

    case: Case
    values: tuple[Value, ...]
    broken: str = ""

    @property
    def passed(self) -> bool:
        """Whether everything is as expected."""
        return not self.broken and all(
            same(one.value, value) for one, value in zip(self.case.results, self.values, strict=True)
        )

    def told(self) -> str:
        """The differences, for people."""
        if self.broken:
            return f"{self.case.name}: {self.broken}"
        parts = [
            f"{one.name}: expected {shown(one.value)}, got {shown(value)}"
            for one, value in zip(self.case.results, self.values, strict=True)
            if not same(one.value, value)
        ]
        return f"{self.case.name}: " + "; ".join(parts)


def shown(value: Value) -> str:
    """A value, for those who look for faults; a null with its causes."""
    if isinstance(value, Null):
        causes = (" ".join((one.slug, *(text for _, text in one.arguments))) for one in value.causes)
        return f"null ({', '.join(causes)})"
    if isinstance(value, Fraction):
        return exact(value)
    if isinstance(value, tuple):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {shown(one)}" for name, one in value.items()) + "}"
    return repr(value)


def outcomes_of(cases: Iterable[Case], only: str = "") -> Iterator[Outcome]:
    """Runs cases; each model is loaded once."""
    models: dict[Path, Model | str] = {}
    for case in cases:
        if only not in case.name:
            continue
        if case.model not in models:
            models[case.model] = _loaded(case.model)
        yield _outcome(case, models[case.model])


def _loaded(path: Path) -> Model | str:
    try:
        return load(path)
    except DiagnosticError as error:
        return str(error)
    except Exception as error:  # a fault of ours must not hide the other cases
        return f"{type(error).__name__}: {error}"


def _outcome(case: Case, model: Model | str) -> Outcome:
    if isinstance(model, str):
        return Outcome(case, (), model)
    try:
        return Outcome(case, _values(case, model))
    except Exception as error:  # likewise
        return Outcome(case, (), f"{type(error).__name__}: {error}")


def _values(case: Case, model: Model) -> tuple[Value, ...]:
    if case.service is not None:
        service = model.named(case.service)
        if service is None:
            raise LookupError(f"no service {case.service}")
        served = serve(model, service, case.inputs)
        return tuple(served[one.name] for one in case.results)
    keys = [model.named(one.name) for one in case.results]
    return evaluate(model, [key for key in keys if key is not None], case.inputs)


def same(expected: Value, got: Value) -> bool:
    """Whether two values are the same to the board: numbers nearly, everything else exactly."""
    if isinstance(expected, Null) or isinstance(got, Null):
        return isinstance(expected, Null) and isinstance(got, Null)
    if isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    if isinstance(expected, Fraction) and isinstance(got, Fraction):
        return abs(expected - got) < NEAR
    if isinstance(expected, tuple) and isinstance(got, tuple):
        return len(expected) == len(got) and all(map(same, expected, got))
    if isinstance(expected, Mapping) and isinstance(got, Mapping):
        return expected.keys() == got.keys() and all(same(expected[key], got[key]) for key in expected)
    if isinstance(expected, str) and not isinstance(got, tuple | Mapping | Fraction):
        # What the kit's XML has no type for, such as dates of far years, stands there as text.
        return expected == text_of(got)
    return type(expected) is type(got) and expected == got

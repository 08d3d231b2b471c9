"""Functions on contexts; a context is never changed, each function gives a new one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from thiduascore.feel.fitting import ANY, TEXT
from thiduascore.feel.functions.function import Function, Parameter, always
from thiduascore.feel.types import ContextType, ListType
from thiduascore.feel.values import Context, Null, Value, missing

_CONTEXT: Final = ContextType({})
_CONTEXTS: Final = ListType(_CONTEXT)


def _value(context: Mapping[str, Value], key: str) -> Value:
    return context[key] if key in context else missing("unknown-member", name=key)


def _entries(context: Mapping[str, Value]) -> Value:
    return tuple([Context((("key", key), ("value", context[key]))) for key in context])


def _of_entries(entries: tuple[Value, ...]) -> Value:
    """A context of contexts with a `key`, which is a text that occurs once, and a `value`."""
    found: dict[str, Value] = {}
    for entry in entries:
        key = entry.get("key") if isinstance(entry, Mapping) else None
        if not isinstance(entry, Mapping) or not isinstance(key, str) or "value" not in entry:
            return missing("not-an-entry")
        if key in found:
            return missing("key-twice", name=key)
        found[key] = entry["value"]
    return Context(found)


def _put(context: Mapping[str, Value], key: str, value: Value) -> Value:
    return Context({**context, key: value})


def _put_inside(context: Mapping[str, Value], keys: tuple[Value, ...], value: Value) -> Value:
    """The context with a value put into the context that the keys lead to, one inside the other."""
    if not keys:
        return missing("empty-list")
    path: list[tuple[Mapping[str, Value], str]] = []
    inner: Value = context
    for key in keys:
        if not isinstance(key, str) or not isinstance(inner, Mapping):
            return missing("wrong-type")
        path.append((inner, key))
        inner = inner.get(key, Null())
    for outer, key in reversed(path):
        value = _put(outer, key, value)
    return value


def _merged(contexts: tuple[Value, ...]) -> Value:
    """One context with the entries of all; of entries with one key the last."""
    found: dict[str, Value] = {}
    for context in contexts:
        if not isinstance(context, Mapping):
            return missing("wrong-type")
        found.update(context)
    return Context(found)


_VALUE: Final = Parameter("value", ANY)

CONTEXTS: Final = (
    Function(
        name="get value",
        parameters=(Parameter("m", _CONTEXT), Parameter("key", TEXT)),
        result=always(ANY),
        apply=_value,
    ),
    Function(
        name="get entries",
        parameters=(Parameter("m", _CONTEXT),),
        result=always(_CONTEXTS),
        apply=_entries,
    ),
    Function(
        name="context",
        parameters=(Parameter("entries", _CONTEXTS),),
        result=always(_CONTEXT),
        apply=_of_entries,
    ),
    Function(
        name="context put",
        parameters=(Parameter("context", _CONTEXT), Parameter("key", TEXT), _VALUE),
        result=always(_CONTEXT),
        apply=_put,
        keeps_gaps=True,
    ),
    Function(
        name="context put",
        parameters=(Parameter("context", _CONTEXT), Parameter("keys", ListType(TEXT)), _VALUE),
        result=always(_CONTEXT),
        apply=_put_inside,
        keeps_gaps=True,
    ),
    Function(
        name="context merge",
        parameters=(Parameter("contexts", _CONTEXTS),),
        result=always(_CONTEXT),
        apply=_merged,
    ),
)

"""Frozen records: `attrs.frozen`, with equality, hash and text that are not written anew for each class.

attrs writes and compiles the source of these methods class by class, which is half of what making a class
costs; every run of the command line pays it for some three hundred of them.
Here they go by the names of the fields, and say the same as those of attrs.
A class that declares one of them itself, or asks for an order, is left to attrs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import attrgetter
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any, Final

import attrs

__all__ = ["frozen"]

_OWN: Final = frozenset({"__eq__", "__hash__", "__repr__"})
_LEFT_TO_ATTRS: Final = frozenset({"order", "hash", "unsafe_hash", "cache_hash", "str", "auto_exc"})


def _made(cls: type, **options: Any) -> type:
    if not _OWN.isdisjoint(vars(cls)) or not _LEFT_TO_ATTRS.isdisjoint(options):
        left: type = attrs.frozen(**options)(cls)
        return left
    compared, told = options.pop("eq", True), options.pop("repr", True)
    made: Any = attrs.frozen(eq=False, repr=False, **options)(cls)
    if compared:
        of = _key([one for one in attrs.fields(made) if one.eq])
        made.__eq__, made.__hash__ = _equal(of), lambda self: hash(of(self))
    if told:
        made.__repr__ = _text
    return made  # type: ignore[no-any-return]


def _key(fields: list[Any]) -> Callable[[Any], object]:
    """What two records of a class are compared by."""
    if not fields:
        return lambda record: ()
    if any(one.eq_key for one in fields):
        keys = [(attrgetter(one.name), one.eq_key or _itself) for one in fields]
        return lambda record: tuple(key(of(record)) for of, key in keys)
    return attrgetter(*(one.name for one in fields))


def _itself(value: object) -> object:
    return value


def _equal(of: Callable[[Any], object]) -> Callable[[Any, Any], bool]:
    def equal(self: Any, other: Any) -> bool:
        return of(self) == of(other) if other.__class__ is self.__class__ else NotImplemented

    return equal


@recursive_repr()
def _text(self: Any) -> str:
    shown = [
        f"{one.name}={(repr if one.repr is True else one.repr)(getattr(self, one.name))}"
        for one in attrs.fields(type(self))
        if one.repr
    ]
    return f"{type(self).__qualname__.rpartition('>.')[2]}({', '.join(shown)})"


if TYPE_CHECKING:
    from attrs import frozen
else:

    def frozen(cls: type | None = None, /, **options: Any) -> Any:
        """`attrs.frozen`, by name and by what a type checker sees; see the module."""
        return partial(_made, **options) if cls is None else _made(cls, **options)

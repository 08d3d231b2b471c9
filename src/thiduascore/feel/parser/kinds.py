"""Types as they are written after `instance of` and in the parameters of functions."""

from __future__ import annotations

from typing import Final

from thiduascore.feel.parser.loops import Loops
from thiduascore.feel.types import (
    AnyType,
    BooleanType,
    ContextType,
    DateTimeType,
    DateType,
    DurationType,
    FunctionType,
    ListType,
    NamedType,
    NullType,
    NumberType,
    RangeType,
    TextType,
    TimeType,
    Type,
)

BUILT_IN: Final[dict[str, Type]] = {
    "Any": AnyType(),
    "Null": NullType(),
    "number": NumberType(),
    "string": TextType(),
    "boolean": BooleanType(),
    "date": DateType(),
    "time": TimeType(),
    "date and time": DateTimeType(),
    "days and time duration": DurationType("days"),
    "years and months duration": DurationType("months"),
    # Older names of the standard, which files still have.
    "dateTime": DateTimeType(),
    "dayTimeDuration": DurationType("days"),
    "yearMonthDuration": DurationType("months"),
}
"""The types that have a name in the standard."""

_LONG: Final = ("date and time", "days and time duration", "years and months duration")


class Kinds(Loops):
    """Reads types."""

    def kind(self) -> Type:
        """A type expression."""
        self.nesting += 1
        if self.nesting > 100:
            self.too_deep((self.token.start, self.token.end))
        found = self.kind_of(self.token.text)
        self.nesting -= 1
        return found

    def kind_of(self, word: str) -> Type:
        following = self.tokens[min(self.at + 1, len(self.tokens) - 1)].text
        if word in ("list", "range", "context", "function") and following == "<":
            self.take()
            self.take()
            if word == "context":
                return self.kind_of_context()
            if word == "function":
                return self.kind_of_function()
            of = self.kind()
            self.expect(">")
            return ListType(of) if word == "list" else RangeType(of)
        for name in _LONG:
            words = name.split()
            if [token.text for token in self.tokens[self.at : self.at + len(words)]] == words:
                self.at += len(words)
                return BUILT_IN[name]
        return self.named_kind()

    def named_kind(self) -> Type:
        """A type by its name, which may have spaces, and points when it comes from another file."""
        name = ""
        while True:
            found = self.longest_name()
            if found is None:
                self.fail("type-expected")
            name += found[0]
            self.at += found[1]
            if not self.sees("."):
                break
            self.take()
            name += "."
        return BUILT_IN.get(name) or _BARE.get(name) or NamedType(name)

    def kind_of_context(self) -> Type:
        members: dict[str, Type] = {}
        while not self.sees(">"):
            name = self.name_until(":", ">", ",")
            self.expect(":")
            members[name] = self.kind()
            if not self.sees(","):
                break
            self.take()
        self.expect(">")
        return ContextType(members)

    def kind_of_function(self) -> Type:
        parameters: list[Type] = []
        while not self.sees(">"):
            parameters.append(self.kind())
            if not self.sees(","):
                break
            self.take()
        self.expect(">")
        self.expect("-")
        self.expect(">")
        return FunctionType(tuple(parameters), self.kind())


_BARE: Final[dict[str, Type]] = {
    "list": ListType(AnyType()),
    "context": ContextType({}),
    "range": RangeType(AnyType()),
}

"""Patterns as small programs, and the machine that runs them over a text and counts its steps.

An alternative is tried when those before it have failed. What fails at one place of the program and of the
text would fail there again, so without references back each pair of places is tried once only.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from thiduascore.feel.patterns import MOST_STEPS
from thiduascore.feel.patterns.characters import Characters, holds, same_letter
from thiduascore.feel.patterns.syntax import (
    Back,
    Choice,
    Group,
    Node,
    PatternError,
    Place,
    Repeat,
    Sequence,
    parsed,
)
from thiduascore.records import frozen

MOST_PARTS: Final = 5_000
"""The greatest length of a program; counted repetitions are written out."""

_MOST_REMEMBERED: Final = 64

Slots = tuple[int, ...]
_Instruction = tuple[str, Any, Any]


@frozen
class Pattern:
    """A program with what its flags say; `slots` are the places that it remembers."""

    program: tuple[_Instruction, ...]
    groups: int
    slots: int
    folded: bool
    lines: bool
    refers_back: bool


@lru_cache(maxsize=_MOST_REMEMBERED)
def pattern_of(text: str, flags: str) -> Pattern:
    """The program of a pattern; raises PatternError."""
    if set(flags) - set("smixq"):
        raise PatternError("invalid-flags")
    tree, groups = parsed(text, flags)
    writer = _Writer(groups, refers_back=_refers_back(tree))
    writer.write(Group(tree, 0))
    writer.emit("match")
    return Pattern(
        program=tuple(writer.program),
        groups=groups,
        slots=writer.slots,
        folded="i" in flags,
        lines="m" in flags,
        refers_back=writer.refers_back,
    )


def _refers_back(tree: Node) -> bool:
    match tree:
        case Sequence(parts=parts) | Choice(alternatives=parts):
            return any(_refers_back(part) for part in parts)
        case Group(of=of) | Repeat(of=of):
            return _refers_back(of)
        case _:
            return isinstance(tree, Back)


class _Writer:
    """Writes the program of a tree."""

    def __init__(self, groups: int, *, refers_back: bool) -> None:
        self.program: list[_Instruction] = []
        self.slots = 2 * (groups + 1)
        self.refers_back = refers_back

    def emit(self, kind: str, first: Any = None, second: Any = None) -> int:
        if len(self.program) >= MOST_PARTS:
            raise PatternError("pattern-too-long")
        self.program.append((kind, first, second))
        return len(self.program) - 1

    def write(self, node: Node) -> None:
        match node:
            case Characters():
                self.emit("in", node)
            case Place(at=at):
                self.emit(at)
            case Back(number=number):
                self.emit("back", 2 * number)
            case Sequence(parts=parts):
                for part in parts:
                    self.write(part)
            case Group(of=of, number=None):
                self.write(of)
            case Group(of=of, number=int(number)):
                self.emit("save", 2 * number)
                self.write(of)
                self.emit("save", 2 * number + 1)
            case Choice(alternatives=alternatives):
                self.choice(alternatives)
            case Repeat():
                self.repeat(node)

    def choice(self, alternatives: tuple[Node, ...]) -> None:
        jumps: list[int] = []
        for alternative in alternatives[:-1]:
            split = self.emit("split")
            self.write(alternative)
            jumps.append(self.emit("jump"))
            self.program[split] = ("split", split + 1, len(self.program))
        self.write(alternatives[-1])
        for jump in jumps:
            self.program[jump] = ("jump", len(self.program), None)

    def repeat(self, node: Repeat) -> None:
        for _ in range(node.least):
            before = len(self.program)
            self.write(node.of)
            if len(self.program) == before:
                return
        if node.most is None:
            self.loop(node)
            return
        splits: list[int] = []
        for _ in range(node.most - node.least):
            splits.append(self.emit("split"))
            self.write(node.of)
        for split in splits:
            self.branch(split, len(self.program), node.lazy)

    def loop(self, node: Repeat) -> None:
        split = self.emit("split")
        slot = self.slots
        if self.refers_back:
            # Without this, a part that matches nothing would be repeated forever.
            self.slots += 1
            self.emit("save", slot)
        self.write(node.of)
        if self.refers_back:
            self.emit("moved", slot)
        self.emit("jump", split)
        self.branch(split, len(self.program), node.lazy)

    def branch(self, split: int, end: int, lazy: bool) -> None:
        self.program[split] = ("split", end, split + 1) if lazy else ("split", split + 1, end)


class Search:
    """The searches of one pattern in one text, which share their steps."""

    def __init__(self, pattern: Pattern, text: str) -> None:
        self.pattern = pattern
        self.text = text
        self.steps = MOST_STEPS

    def matches(self) -> Iterator[Slots]:
        """Every match from left to right, none over another; raises PatternError when it takes too long."""
        at = 0
        while at <= len(self.text):
            found = self.first(at)
            if found is None:
                return
            yield found
            at = found[1] + (found[1] == found[0])

    def first(self, begin: int) -> Slots | None:
        """The first match at or behind a place: where it and each group begin and end, -1 for nowhere."""
        tried: set[int] | None = None if self.pattern.refers_back else set()
        for start in range(begin, len(self.text) + 1):
            found = self.at(start, tried)
            if found is not None:
                return found
        return None

    def at(self, start: int, tried: set[int] | None) -> Slots | None:
        program, width = self.pattern.program, len(self.text) + 1
        waiting: list[tuple[int, int, Slots]] = [(0, start, (-1,) * self.pattern.slots)]
        while waiting:
            at, place, slots = waiting.pop()
            while True:
                self.steps -= 1
                if self.steps < 0:
                    raise PatternError("pattern-too-costly")
                kind, first, second = program[at]
                if kind == "match":
                    return slots
                if kind == "split":
                    key = at * width + place
                    if tried is not None and key in tried:
                        break
                    if tried is not None:
                        tried.add(key)
                    waiting.append((second, place, slots))
                    at = first
                    continue
                if kind == "jump":
                    at = first
                    continue
                if kind == "save":
                    slots = (*slots[:first], place, *slots[first + 1 :])
                else:
                    moved = self.moved(kind, first, place, slots)
                    if moved < 0:
                        break
                    place = moved
                at += 1
        return None

    def moved(self, kind: str, first: Any, place: int, slots: Slots) -> int:
        """The place behind what an instruction matches, -1 when it does not."""
        text, pattern = self.text, self.pattern
        if isinstance(first, Characters):
            inside = place < len(text) and holds(first, text[place], folded=pattern.folded)
            return place + 1 if inside else -1
        if kind == "start":
            return place if place == 0 or (pattern.lines and self.begins_line(place)) else -1
        if kind == "end":
            ends = place == len(text) or (pattern.lines and text[place] == "\n")
            return place if ends else -1
        if kind == "moved":
            return place if slots[first] != place else -1
        return self.repeated(slots[first], slots[first + 1], place)

    def begins_line(self, place: int) -> bool:
        return place < len(self.text) and self.text[place - 1] == "\n"

    def repeated(self, begin: int, end: int, place: int) -> int:
        """The place behind a repetition of what a group matched; a group that matched nothing is empty."""
        if begin < 0 or end < 0:
            return place
        length = end - begin
        self.steps -= length
        again = self.text[place : place + length]
        pairs = zip(self.text[begin:end], again, strict=False)
        same = all(same_letter(*pair) if self.pattern.folded else pair[0] == pair[1] for pair in pairs)
        return place + length if len(again) == length and same else -1

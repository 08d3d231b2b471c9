"""Laws of the expression language, on trees and texts that nobody thought of."""

from __future__ import annotations

import datetime
import unicodedata
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from thiduascore.feel import (
    KEYWORDS,
    STANDARD,
    Cause,
    Days,
    FeelError,
    Months,
    Null,
    check,
    condition_of,
    interpret,
    laid_out,
    names,
    parse,
    parse_tests,
    said,
    source,
)
from thiduascore.feel.functions.applying import is_of
from thiduascore.feel.tree import (
    Arithmetic,
    Call,
    Choose,
    Comparison,
    Constant,
    ContextOf,
    Filter,
    For,
    FunctionOf,
    HalfRange,
    In,
    InstanceOf,
    Interval,
    Invocation,
    ListOf,
    Logic,
    Name,
    Negation,
    Path,
    Quantified,
    Series,
    Tree,
)
from thiduascore.feel.tree import Tests as UnaryTests
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
from thiduascore.feel.walk import height

# --- trees of every form, whether they make sense or not ---

words = st.from_regex(r"[a-zđơ_][a-z0-9ạ_]{0,5}", fullmatch=True).filter(lambda word: word not in KEYWORDS)
decimals = st.tuples(st.integers(-(10**12), 10**12), st.integers(0, 6)).map(
    lambda n: Fraction(n[0], 10 ** n[1])
)
texts = st.text(max_size=6).map(lambda text: unicodedata.normalize("NFC", text))
scalars = st.one_of(
    st.none(),
    st.booleans(),
    decimals,
    texts,
    st.dates(),
    st.integers(-999, 999).map(Months),
    st.integers(-9999, 9999).map(lambda hours: Days(Fraction(hours, 24))),
)
leaves = st.one_of(scalars.map(Constant), words.map(Name), st.just(Name("?")))
comparing = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
ends = st.booleans()


def unary(
    trees: st.SearchStrategy[Tree], *, negated: st.SearchStrategy[bool]
) -> st.SearchStrategy[UnaryTests]:
    intervals = st.builds(Interval, trees, trees, ends, ends)
    plain = trees.map(_no_half_range)
    alternative = st.one_of(intervals, st.builds(Comparison, comparing, st.just(Name("?")), trees), plain)
    return st.builds(UnaryTests, st.lists(alternative, min_size=1, max_size=3).map(tuple), negated)


def larger(trees: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    several = st.lists(trees, min_size=2, max_size=4).map(tuple)
    return st.one_of(
        st.builds(Path, trees, words),
        st.builds(Negation, trees.map(_no_digits)),
        st.builds(Arithmetic, st.sampled_from(["+", "-", "*", "/", "**"]), trees, trees),
        st.builds(Comparison, comparing, trees, trees),
        st.builds(Logic, st.sampled_from(["and", "or"]), several),
        st.builds(Choose, trees, trees, trees),
        st.builds(In, trees, unary(trees, negated=st.just(False))),
        st.builds(ListOf, st.lists(trees, max_size=3).map(tuple)),
        st.builds(Call, st.sampled_from([*sorted(STANDARD), "no such thing"]), several).filter(
            _is_no_literal
        ),
        st.builds(Quantified, st.sampled_from(["some", "every"]), words, trees, trees),
        st.builds(For, words, trees, trees),
    )


plain_kinds: tuple[Type, ...] = (
    *(NumberType(), TextType(), BooleanType(), DateType(), TimeType(), DateTimeType(), AnyType(), NullType()),
    *(DurationType("days"), DurationType("months"), NamedType("tProvince"), NamedType("a.b")),
)
kinds: st.SearchStrategy[Type] = st.recursive(
    st.sampled_from(plain_kinds),
    lambda inner: st.one_of(
        st.builds(ListType, inner),
        st.builds(RangeType, inner),
        st.builds(ContextType, st.dictionaries(words, inner, max_size=2)),
        st.builds(FunctionType, st.lists(inner, max_size=2).map(tuple), inner),
    ),
    max_leaves=4,
)
parameters = st.lists(st.tuples(words, st.none() | kinds), max_size=3, unique_by=lambda pair: pair[0])


def largest(trees: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    """Trees of the forms that `larger` makes, and of those that only the whole language has."""
    arguments = st.lists(trees, max_size=3).map(tuple)
    named = st.lists(st.tuples(words.map("q_{}".format), trees), min_size=1, max_size=3)
    over = st.one_of(trees, st.builds(Series, trees, trees))
    defined = st.builds(lambda pairs, body: FunctionOf(*_columns(pairs), body), parameters, trees)
    called = st.one_of(st.builds(Path, trees, words), st.builds(Call, words, arguments), defined)
    return st.one_of(
        larger(trees),
        st.builds(Interval, trees, trees, ends, ends),
        st.builds(HalfRange, comparing, trees),
        st.lists(st.tuples(texts | words, trees), max_size=3).map(tuple).map(ContextOf),
        st.builds(Filter, trees, trees),
        st.builds(InstanceOf, trees, kinds),
        st.builds(Invocation, called, arguments),
        named.map(lambda pairs: Call("q", *_unzipped(pairs))),
        st.builds(lambda of, pairs: Invocation(of, *_unzipped(pairs)), called, named),
        defined,
        st.builds(Quantified, st.sampled_from(["some", "every"]), words, over, trees),
        st.builds(For, words, over, trees),
        st.builds(For, words, over, st.builds(For, words, over, trees), st.just(True)),
    )


def _unzipped(pairs: list[tuple[str, Tree]]) -> tuple[tuple[Tree, ...], tuple[str, ...]]:
    return tuple(value for _, value in pairs), tuple(name for name, _ in pairs)


def _columns(pairs: list[tuple[str, Type | None]]) -> tuple[tuple[str, ...], tuple[Type | None, ...]]:
    return tuple(name for name, _ in pairs), tuple(kind for _, kind in pairs)


def _no_half_range(tree: Tree) -> Tree:
    """In tests a half range alone is a comparison."""
    while isinstance(tree, HalfRange):
        tree = tree.of
    return tree


def _no_digits(tree: Tree) -> Tree:
    """A sign before digits belongs to them."""
    value = tree.value if isinstance(tree, Constant) else None
    return Name("a") if isinstance(value, Fraction) and value >= 0 else tree


def _is_digits(tree: Any) -> bool:
    return isinstance(tree, Constant) and isinstance(tree.value, Fraction)


def _is_no_literal(call: Call) -> bool:
    return call.function not in ("date", "duration") or len(call.arguments) > 1


trees = st.recursive(leaves, larger, max_leaves=25)
all_trees = st.recursive(leaves, largest, max_leaves=25)


@given(all_trees)
def test_a_tree_is_what_its_source_says(tree: Tree) -> None:
    assert parse(source(tree)) == tree


@given(all_trees, st.integers(20, 120))
def test_a_layout_keeps_the_meaning_and_is_laid_out_as_it_is(tree: Tree, width: int) -> None:
    text = laid_out(tree, width=width)
    assert parse(text) == tree
    assert laid_out(parse(text), width=width) == text
    assert all(line == line.rstrip() for line in text.splitlines())
    if len(source(tree)) <= width:
        assert text == source(tree)


@given(unary(st.recursive(leaves, largest, max_leaves=8), negated=st.booleans()))
def test_unary_tests_are_what_their_source_says(tests: UnaryTests) -> None:
    assert parse_tests(source(tests)) == tests


@given(all_trees)
def test_every_walk_takes_every_tree(tree: Tree) -> None:
    environment = {name: Fraction(1) for name in names(tree)}
    for strict in (True, False):
        interpret(tree, environment, strict=strict)
        interpret(tree, {}, strict=strict)
    typed, problems = check(tree, {"a": NumberType("%")})
    assert typed == tree
    assert all(0 <= start <= end for start, end in (problem.span for problem in problems))
    for lang in ("vi", "en"):
        assert said(tree, lang, {}) != ""


@given(trees, unary(trees, negated=st.booleans()))
def test_tests_mean_what_their_condition_means(subject: Tree, tests: UnaryTests) -> None:
    environment = {name: Fraction(1) for name in names(subject) | names(tests)}
    value = interpret(subject, environment)
    if isinstance(value, tuple):
        return  # whether a list is a member or an equal is told by its type, which these trees lack
    expected = interpret(tests, {**environment, "?": value})
    if isinstance(expected, Null) and Cause("wrong-type") in expected.causes:
        return  # what the checker refuses has no meaning to keep
    assert interpret(condition_of(tests, Name("subject")), {**environment, "subject": value}) == expected


# --- texts ---

soup = st.lists(
    st.one_of(
        st.sampled_from(sorted(KEYWORDS)),
        st.sampled_from(
            [*'()[]+-*/<>=.,?@"\\0', "..", "**", "<=", "!=", "date", '"2021-02-30"', "12", "a", "//"]
        ),
        words,
        st.characters(),
    ),
    max_size=30,
).flatmap(lambda parts: st.sampled_from(["", " "]).map(lambda space: space.join(parts)))


@given(st.one_of(st.text(), soup))
def test_any_text_is_read_or_explained(text: str) -> None:
    for read in (parse, parse_tests):
        try:
            tree = read(text)
        except FeelError as error:
            assert error.problems
            for problem in error.problems:
                assert 0 <= problem.span[0] <= problem.span[1] <= len(text)
        else:
            assert read(source(tree)) == tree
            assert tree.span[1] <= len(text)


# --- trees that the checker must accept ---

CHOICES = TextType(("good", "fair", "poor"))
SCOPE: dict[str, Type] = {
    "done": NumberType("việc", 0, Fraction(0), Fraction(1000)),
    "assigned": NumberType("việc", 0, Fraction(0), None),
    "rate": NumberType("%", 2, Fraction(0), Fraction(100)),
    "loss": NumberType(None, 3, Fraction(-50), Fraction(-1, 1000)),
    "yes": BooleanType(),
    "other": BooleanType(),
    "kind": CHOICES,
    "title": TextType(),
    "day": DateType(),
    "cases": ListType(NumberType("việc", 0, Fraction(0), Fraction(9))),
    "unit": ContextType({"kind": CHOICES, "size": NumberType(None, 0, Fraction(1), Fraction(5))}),
}


def values_of(type_: Type) -> st.SearchStrategy[Any]:
    match type_:
        case NumberType(scale=int(scale), least=least, most=most):
            unit = 10**scale
            low = int(least * unit) if least is not None else -(10**6)
            return st.integers(low, int(most * unit) if most is not None else 10**6).map(
                lambda number: Fraction(number, unit)
            )
        case BooleanType():
            return st.booleans()
        case TextType(choices=choices):
            return st.sampled_from(choices) if choices else texts
        case ListType(of=of):
            return st.lists(st.one_of(values_of(of), unknown), max_size=4).map(tuple)
        case ContextType(members=members):
            return st.fixed_dictionaries({name: values_of(member) for name, member in members.items()})
        case _:
            return st.dates(datetime.date(1990, 1, 1), datetime.date(2050, 12, 31))


unknown = st.sampled_from([Null((Cause("not-reported"),)), Null((Cause("unreadable"),))])
environments = st.fixed_dictionaries(
    {name: st.one_of(values_of(type_), unknown) for name, type_ in SCOPE.items()}
)


def call(name: str, *arguments: st.SearchStrategy[Any]) -> st.SearchStrategy[Tree]:
    return st.tuples(*arguments).map(lambda given: Call(name, given))


literal = decimals.map(Constant)
whole = st.integers(0, 3).map(lambda number: Constant(Fraction(number)))
rounding = [
    "decimal",
    "round up",
    "round down",
    "round half up",
    "round half down",
    "round half even",
    "floor",
    "ceiling",
]


def number_trees(unit: str, facts: list[Tree], deeper: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    """Numbers of one unit, or pure ones."""
    this = st.deferred(lambda: own)
    own: st.SearchStrategy[Tree] = st.one_of(
        st.sampled_from(facts),
        literal,
        st.builds(Negation, this.filter(lambda of: not _is_digits(of))),
        st.builds(Arithmetic, st.sampled_from(["+", "-"]), this, this),
        st.builds(
            Arithmetic, st.sampled_from(["*", "/"]), this, st.one_of(literal.filter(_is_not_zero), pure)
        ),
        st.builds(Choose, deeper, this, this),
        *(call(name, this, this) for name in ("min", "max", "sum", "mean", "median")),
        *(call(name, this, whole) for name in rounding),
        call("abs", this),
        call("modulo", this, this),
    )
    return own


def _is_not_zero(tree: Constant) -> bool:
    return tree.value != 0


sure: st.SearchStrategy[Tree] = st.deferred(lambda: booleans)
pure: st.SearchStrategy[Tree] = st.one_of(
    st.sampled_from([Name("loss"), Path(Name("unit"), "size"), Call("count", (Name("cases"),))]),
    st.just(Arithmetic("/", Name("done"), Name("assigned"))),
    st.just(Arithmetic("**", Name("loss"), Constant(Fraction(2)))),
    st.just(Call("product", (Name("loss"), Name("assigned")))),
    st.just(Path(Arithmetic("-", Name("day"), Constant(datetime.date(2021, 9, 16))), "days")),
    st.sampled_from(["year", "month", "day", "weekday"]).map(lambda member: Path(Name("day"), member)),
    st.just(Call("string length", (Name("title"),))),
    st.just(Call("sqrt", (Name("done"),))),
)
counts = number_trees(
    "việc",
    [Name("done"), Name("assigned"), *(Call(f, (Name("cases"),)) for f in ("sum", "max", "mean", "median"))],
    sure,
)
rates = number_trees("%", [Name("rate")], sure)
dates = st.one_of(
    st.just(Name("day")),
    st.integers(-99, 99).map(lambda days: Arithmetic("+", Name("day"), Constant(Days(Fraction(days, 2))))),
    st.integers(-99, 99).map(lambda months: Arithmetic("-", Name("day"), Constant(Months(months)))),
)
kinds = st.sampled_from([Name("kind"), Path(Name("unit"), "kind")])
chosen = st.sampled_from(CHOICES.choices or ()).map(Constant)


def compared(numbers: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    intervals = st.tuples(numbers, numbers, ends, ends).map(lambda parts: Interval(*parts)).filter(_may_hold)
    tested = st.lists(
        st.one_of(intervals, st.builds(Comparison, comparing, st.just(Name("?")), numbers)),
        min_size=1,
        max_size=3,
    )
    return st.one_of(
        st.builds(Comparison, comparing, numbers, numbers),
        st.builds(In, numbers, tested.map(lambda tests: UnaryTests(tuple(tests)))),
    )


def _may_hold(interval: Interval) -> bool:
    return not (isinstance(interval.low, Constant) and isinstance(interval.high, Constant))


booleans: st.SearchStrategy[Tree] = st.recursive(
    st.one_of(
        st.sampled_from([Name("yes"), Name("other")]),
        compared(st.one_of(st.sampled_from([Name("done"), Name("assigned")]), literal)),
        compared(dates),
        st.builds(Comparison, st.sampled_from(["=", "!="]), kinds, chosen),
        st.builds(
            In, kinds, st.lists(chosen, min_size=1).map(lambda found: UnaryTests((ListOf(tuple(found)),)))
        ),
        st.just(Call("starts with", (Name("title"), Constant("a")))),
        call("list contains", st.just(Name("cases")), literal),
        st.builds(
            Quantified,
            st.sampled_from(["some", "every"]),
            st.just("case"),
            st.just(Name("cases")),
            st.builds(Comparison, comparing, st.just(Name("case")), literal),
        ),
    ),
    lambda parts: st.one_of(
        st.builds(Logic, st.sampled_from(["and", "or"]), st.lists(parts, min_size=2, max_size=3).map(tuple)),
        call("not", parts),
        call("all", parts, parts),
        call("any", parts, parts),
        st.builds(Choose, parts, parts, parts),
    ),
    max_leaves=6,
)
sensible = st.one_of(counts, rates, booleans, compared(counts), compared(rates), dates).filter(
    lambda tree: height(tree) < 60
)
OUR_FAULT = {"wrong-type", "unknown-name", "unknown-member", "unknown-function"}


@given(sensible, environments)
def test_what_the_checker_accepts_keeps_its_type(tree: Tree, environment: dict[str, Any]) -> None:
    typed, problems = check(tree, SCOPE)
    if {problem.slug for problem in problems} == {"always-divides-by-zero"}:
        return
    assert problems == ()
    value = interpret(typed, environment)
    assert typed.type is not None
    assert is_of(value, typed.type)
    if isinstance(value, Null):
        assert value.causes
        assert OUR_FAULT.isdisjoint(cause.slug for cause in value.causes)
        assert list(value.causes) == sorted(set(value.causes))
    if isinstance(value, Fraction) and isinstance(typed.type, NumberType):
        assert typed.type.least is None or typed.type.least <= value
        assert typed.type.most is None or value <= typed.type.most
        assert typed.type.scale is None or (value * 10**typed.type.scale).denominator == 1


@given(sensible, environments, st.data())
def test_what_is_known_stays_known(tree: Tree, environment: dict[str, Any], data: st.DataObject) -> None:
    """A value that some missing figures did not hinder cannot change when they are reported."""
    value = interpret(tree, environment)
    if isinstance(value, Null):
        return
    filled = {
        name: data.draw(values_of(SCOPE[name])) if isinstance(known, Null) else known
        for name, known in environment.items()
    }
    assert interpret(tree, filled) == value


@given(booleans, environments)
def test_typed_tests_lower_to_the_same(tree: Tree, environment: dict[str, Any]) -> None:
    typed, _ = check(tree, SCOPE)
    if isinstance(typed, In):
        lowered = condition_of(typed.tests, typed.of)
        assert check(lowered, SCOPE)[1] == ()
        assert interpret(lowered, environment) == interpret(typed, environment)

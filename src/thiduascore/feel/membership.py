"""Ranges as values, what lies in them, and unary tests."""

from __future__ import annotations

from thiduascore.feel.evaluation import Environment, Evaluation
from thiduascore.feel.operations import compared, conjunction, disjunction, equal, inverse
from thiduascore.feel.tree import Comparison, Constant, HalfRange, In, Interval, ListOf, Name, Tests, Tree
from thiduascore.feel.values import Null, Range, Value, merged, missing
from thiduascore.feel.walk import names


def interval(evaluation: Evaluation, tree: Interval, environment: Environment) -> Value:
    """A range as a value: null when its ends are of different kinds or the wrong way round."""
    low = None if tree.low is None else evaluation.value(tree.low, environment)
    high = None if tree.high is None else evaluation.value(tree.high, environment)
    if low is not None and high is not None and not isinstance(low, Null) and not isinstance(high, Null):
        ordered = compared("<=", low, high)
        if isinstance(ordered, Null):
            return ordered
        if not ordered:
            return missing("range-reversed")
    if isinstance(low, Null) and isinstance(high, Null):
        return merged((low, high))
    return Range(low, high, tree.low_closed, tree.high_closed)


def half_range(evaluation: Evaluation, tree: HalfRange, environment: Environment) -> Value:
    """A range with one end, or the one value, or all but the one value, that a test names."""
    end, sign = evaluation.value(tree.of, environment), tree.operator
    low = None if sign in ("<", "<=") else end
    high = None if sign in (">", ">=") else end
    return Range(low, high, sign in (">=", "="), sign in ("<=", "="), sign)


def lies_in(range_: Range, value: Value) -> bool | Null:
    """Whether the value lies in the range; null when that cannot be known."""
    if range_.operator in ("=", "!="):
        found = equal(value, range_.low) if range_.low is not None else Null()
        return found if range_.operator == "=" else inverse(found)
    found_of_ends: list[Value] = []
    if range_.low is not None:
        found_of_ends.append(compared(">=" if range_.low_closed else ">", value, range_.low))
    if range_.high is not None:
        found_of_ends.append(compared("<=" if range_.high_closed else "<", value, range_.high))
    return conjunction(found_of_ends)


def contained(evaluation: Evaluation, tree: In, environment: Environment) -> Value:
    """`of in (tests)`."""
    subject = evaluation.value(tree.of, environment)
    return tests(evaluation, tree.tests, {**environment, "?": subject})


def tests(evaluation: Evaluation, tree: Tests, environment: Environment) -> Value:
    """Whether one of the tests holds for the subject `?`, or, when they are negated, none."""
    if not tree.alternatives:
        return not tree.negated
    rule = _strictly if evaluation.strict else _as_the_standard_says
    answers: list[Value] = []
    for test in tree.alternatives:
        answers.append(rule(evaluation, test, environment))
    found = disjunction(answers)
    return inverse(found) if tree.negated else found


def _strictly(evaluation: Evaluation, test: Tree, environment: Environment) -> Value:
    subject = environment.get("?", _NO_SUBJECT)
    if isinstance(test, Interval):
        return _within(evaluation, test, environment)
    if "?" in names(test):
        return evaluation.value(test, environment)
    if isinstance(test, ListOf) and not isinstance(subject, tuple):
        return disjunction([_element(evaluation, element, environment) for element in test.elements])
    value = evaluation.value(test, environment)
    if isinstance(test, Constant) and test.value is None:
        return isinstance(subject, Null)
    if isinstance(value, Range):
        return lies_in(value, subject)
    evaluation.budget.spend_on(value)
    if isinstance(value, tuple) and not isinstance(subject, tuple):
        return disjunction([_matched(subject, element) for element in value])
    return equal(subject, value)


def _element(evaluation: Evaluation, element: Tree, environment: Environment) -> Value:
    """Whether the subject is an element of a list, or lies in one that is a range."""
    subject = environment.get("?", _NO_SUBJECT)
    if isinstance(element, Interval):
        return _within(evaluation, element, environment)
    if isinstance(element, Constant) and element.value is None:
        return isinstance(subject, Null)
    return _matched(subject, evaluation.value(element, environment))


def _within(evaluation: Evaluation, test: Interval, environment: Environment) -> Value:
    """Whether the subject lies between ends that need not be the right way round."""
    low = None if test.low is None else evaluation.value(test.low, environment)
    high = None if test.high is None else evaluation.value(test.high, environment)
    range_ = Range(low, high, test.low_closed, test.high_closed)
    return lies_in(range_, environment.get("?", _NO_SUBJECT))


def _matched(subject: Value, element: Value) -> Value:
    return lies_in(element, subject) if isinstance(element, Range) else equal(subject, element)


def _as_the_standard_says(evaluation: Evaluation, test: Tree, environment: Environment) -> Value:
    """A test holds when it is true, equals the subject, or is a range or list that has the subject."""
    subject = environment.get("?", _NO_SUBJECT)
    if isinstance(test, Interval):
        return _within(evaluation, test, environment)
    value = evaluation.value(test, environment)
    if _speaks_of_subject(test):
        # It speaks of the subject itself, so that a null on both sides is no match.
        return value if isinstance(value, bool | Null) else missing("wrong-type")
    if isinstance(value, bool) and not isinstance(subject, bool | Null):
        return value
    evaluation.budget.spend_on(value, subject)
    if isinstance(value, Range) and not isinstance(subject, Range):
        return lies_in(value, subject)
    same = equal(subject, value, standard=True)
    if not isinstance(value, tuple) or same is True:
        return same
    return any(_found(subject, element) for element in value)


def _speaks_of_subject(test: Tree) -> bool:
    """Whether `?` stands in a test; the commonest ones are told without walking through them."""
    if isinstance(test, Constant):
        return False
    return (isinstance(test, Comparison) and test.left == _SUBJECT) or "?" in names(test)


def _found(subject: Value, element: Value) -> bool:
    """Whether an element of a list is the subject, or a range that it lies in."""
    if isinstance(element, Range) and lies_in(element, subject) is True:
        return True
    return equal(subject, element, standard=True) is True


_SUBJECT = Name("?")
_NO_SUBJECT = missing("unknown-name", name="?")

"""What a function is: its name, its parameters, the type of its result, and what it does with values.

A name may have several functions, told apart by what they accept, in order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, repeat

from attrs import evolve

from thiduascore.feel.fitting import ANY, Misfit, common_of, described, fits, is_unknown
from thiduascore.feel.problem import Argument
from thiduascore.feel.types import ListType, NumberType, Type
from thiduascore.feel.values import Value
from thiduascore.records import frozen

Result = Callable[..., Type | Misfit]
"""The type of the result from the types of the arguments, one each, or why they do not go together."""


@frozen
class Parameter:
    """One argument: its name, what it accepts (`AnyType` is everything), and whether it can be left out.

    Where it is `nullable`, a null means the same as leaving it out.
    """

    name: str
    accepts: Type
    optional: bool = False
    nullable: bool = False


@frozen(kw_only=True)
class Function:
    """A function of expressions.

    `apply` receives values that its parameters accept, and nulls only with `sees_nulls`: otherwise a null
    argument, or a null in a list, makes the result null with the causes of all.
    With `keeps_gaps` it also receives nulls inside lists, and where a parameter accepts everything.
    It must be pure and total, and returns a null with a cause where it has no value.
    With `spread`, the only parameter is a list and a call may as well give its elements, as in `max(a, b)`.
    With `rest`, the last parameter can be given any number of times.
    `approximate` marks results that are rounded to 34 digits.
    `cost` tells from the arguments how many steps of an evaluation a call takes, where that may be many.
    """

    name: str
    parameters: tuple[Parameter, ...]
    result: Result
    apply: Callable[..., Value]
    spread: bool = False
    rest: bool = False
    keeps_gaps: bool = False
    sees_nulls: bool = False
    approximate: bool = False
    cost: Callable[..., int] | None = None


Functions = Mapping[str, tuple[Function, ...]]
"""Functions by name."""


def registry(functions: Iterable[Function]) -> Functions:
    """The functions by name, those of one name in the order given."""
    found: dict[str, tuple[Function, ...]] = {}
    for function in functions:
        found[function.name] = (*found.get(function.name, ()), function)
    return found


def always(type_: Type) -> Result:
    """The result that does not depend on the arguments' types."""
    return lambda *types: type_


def resolved(overloads: tuple[Function, ...], types: tuple[Type, ...]) -> tuple[Function, Type] | Misfit:
    """The function that takes arguments of these types, with the type of its result, or why there is none."""
    reasons: list[Misfit] = []
    for function in overloads:
        given = _typed_arguments(function, types)
        if isinstance(given, Misfit):
            reasons.append(given)
            continue
        result = function.result(*given)
        return result if isinstance(result, Misfit) else (function, result)
    # The overload that came furthest explains best: a wrong count says less than a wrong type.
    return next((reason for reason in reasons if reason.slug != "wrong-arity"), reasons[0])


def _typed_arguments(function: Function, types: tuple[Type, ...]) -> tuple[Type, ...] | Misfit:
    if function.spread and types and not (len(types) == 1 and _is_list(types[0])):
        of = common_of(types)
        if isinstance(of, Misfit):
            return of
        types = (ListType(of, len(types)),)
    if not takes(function, len(types)):
        names = ", ".join(parameter.name for parameter in function.parameters)
        arity: dict[str, Argument] = {"function": function.name, "parameters": names, "count": len(types)}
        return Misfit("wrong-arity", arity)
    for position, (type_, parameter) in enumerate(zip(types, parameters_of(function), strict=False)):
        if not fits(type_, parameter.accepts):
            arguments: dict[str, Argument] = {
                "function": function.name,
                "parameter": parameter.name,
                "found": described(type_),
                "expected": described(parameter.accepts),
            }
            return Misfit("argument-misfit", arguments, None if function.spread else position)
    return types


def takes(function: Function, count: int) -> bool:
    """Whether the function can be called with so many arguments."""
    least = sum(not parameter.optional for parameter in function.parameters)
    return least <= count and (function.rest or count <= len(function.parameters))


def parameters_of(function: Function) -> Iterator[Parameter]:
    """The parameters for one argument after the other; with `rest` they never end."""
    return chain(function.parameters, repeat(function.parameters[-1]) if function.rest else ())


def _is_list(type_: Type) -> bool:
    return isinstance(type_, ListType) or is_unknown(type_)


def element_of(list_: Type) -> Type:
    """The type of a list's elements."""
    return list_.of if isinstance(list_, ListType) else ANY


def as_number(type_: Type) -> NumberType:
    """The type itself when it is a number, else a number of which nothing is known."""
    return type_ if isinstance(type_, NumberType) else NumberType()


def without_unit(number: NumberType) -> NumberType:
    """The same number as a pure one."""
    return evolve(number, unit=None)

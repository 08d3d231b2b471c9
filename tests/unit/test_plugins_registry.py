"""The registry: what plugins register, and what is said when one cannot be used."""

from __future__ import annotations

import ast
import importlib
import inspect
import sys
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import pluggy
import pytest
from strategies.methods import ENGINE, ruleset_text

import thiduascore.builtin
from thiduascore import plugin
from thiduascore.diagnostics import DiagnosticError
from thiduascore.plugin import (
    CriterionTemplate,
    FactDeclaration,
    Function,
    Method,
    NumberType,
    ParameterDeclaration,
    Reader,
    Text,
    hookimpl,
    option,
    record,
    shapes,
)
from thiduascore.plugins import Distribution, Plugin, Registry, build_registry, spec, unmet_requirements
from thiduascore.plugins.registry import KINDS

DOC = Text("Tài liệu.", "Documentation.")


def module(name: str, **functions: Callable[..., Any]) -> ModuleType:
    """A plugin module of that name with these functions marked as hooks."""
    made = ModuleType(name)
    for hook, function in functions.items():
        setattr(made, hook, hookimpl(function))
    return made


def method(name: str) -> Method:
    """A method that is never used."""
    core = build_registry([thiduascore.builtin]).methods["formula"]
    return Method(name=name, options=core.options, lower=core.lower, doc=DOC)


def function(name: str) -> Function:
    """A function that is never called."""
    return Function(name=name, parameters=(), result=lambda: NumberType(), apply=lambda: Fraction(0))


def problems(*plugins: object, **options: bool) -> list[tuple[str, str]]:
    """(slug, distribution) of everything that stands in the way of a registry."""
    with pytest.raises(DiagnosticError) as raised:
        build_registry(plugins, **options)
    return [(each.slug, str(each.arguments["distribution"])) for each in raised.value.diagnostics]


def test_the_core_comes_through_the_same_door() -> None:
    registry = build_registry([thiduascore.builtin])
    assert {"bands", "formula", "panel", "table"} <= registry.methods.keys()
    assert {".csv", ".toml"} <= {suffix for reader in registry.readers.values() for suffix in reader.suffixes}
    assert registry.origin("methods", "bands").name == "thiduascore"
    assert [each.name for each in registry.distributions] == ["thiduascore"]


def test_without_plugins_nothing_is_there() -> None:
    registry = build_registry()
    assert not any(getattr(registry, kind) for kind in KINDS)


def test_the_order_of_plugins_changes_nothing() -> None:
    plugins = [
        thiduascore.builtin,
        module("thiduascore_one", register_methods=lambda: [method("one")]),
        module("thiduascore_two", register_methods=lambda: [method("two"), method("a")]),
    ]
    there, back = build_registry(plugins), build_registry(plugins[::-1])
    assert list(there.methods) == list(back.methods) == sorted(there.methods)
    assert there.origins == back.origins
    assert there.origin("methods", "two") == Distribution("thiduascore-two", "0")


def test_two_registries_live_side_by_side() -> None:
    plain = build_registry([thiduascore.builtin])
    with_one = build_registry([thiduascore.builtin, module("one", register_methods=lambda: [method("one")])])
    assert with_one.methods.keys() - plain.methods.keys() == {"one"}


def test_a_registry_cannot_be_changed() -> None:
    registry: Any = build_registry([thiduascore.builtin])
    with pytest.raises(TypeError):
        registry.methods["bands"] = None
    with pytest.raises(AttributeError):
        registry.methods = {}


def test_a_misspelt_hook_names_the_distribution_and_the_hook_that_is_near() -> None:
    with pytest.raises(DiagnosticError) as raised:
        build_registry([module("thiduascore_press", register_method=lambda: [])])
    (found,) = raised.value.diagnostics
    assert found.slug == "plugin-hook-unknown"
    assert found.arguments["distribution"] == "thiduascore-press 0"
    assert found.help("en") == "write `register_methods`"


def test_a_plugin_whose_functions_are_not_marked_is_refused() -> None:
    unmarked = ModuleType("thiduascore_press")
    unmarked.register_methods = lambda: []  # type: ignore[attr-defined]
    assert problems(unmarked) == [("plugin-without-hooks", "thiduascore-press 0")]


def wrapping() -> Any:
    """A hook that wraps others."""
    yield


def test_hooks_that_take_arguments_or_wrap_others_are_refused() -> None:
    wrapper = ModuleType("wrapping")
    marker = pluggy.HookimplMarker("thiduascore")
    wrapper.register_methods = marker(wrapper=True)(wrapping)  # type: ignore[attr-defined]
    wants = module("wanting", register_methods=lambda registry: [])
    assert problems(wrapper, wants) == [
        ("plugin-hook-malformed", "wanting 0"),
        ("plugin-hook-malformed", "wrapping 0"),
    ]


def exits() -> Any:
    """A hook that tries to end the program."""
    sys.exit(3)


@pytest.mark.parametrize(
    ("returns", "slug"),
    [
        (lambda: 1 / 0, "plugin-hook-fails"),
        (exits, "plugin-hook-fails"),
        (lambda: None, "plugin-hook-fails"),
        (lambda: ["bands"], "plugin-wrong-thing"),
        (lambda: [function("f")], "plugin-wrong-thing"),
    ],
)
def test_a_hook_that_does_not_return_its_things_is_refused(returns: Callable[[], Any], slug: str) -> None:
    assert problems(module("wrong", register_methods=returns)) == [(slug, "wrong 0")]


def test_a_name_taken_twice_names_both_distributions() -> None:
    one = module("one", register_methods=lambda: [method("ladder")])
    two = module("two", register_methods=lambda: [method("ladder"), method("bands")])
    with pytest.raises(DiagnosticError) as raised:
        build_registry([thiduascore.builtin, two, one])
    messages = [each.message("en") for each in raised.value.diagnostics]
    version = thiduascore.__version__
    assert messages == [
        f"two 0 registers the method `bands`, but thiduascore {version} has taken that name",
        "two 0 registers the method `ladder`, but one 0 has taken that name",
    ]


def test_the_same_name_can_stand_for_things_of_different_kinds() -> None:
    both = module("both", register_methods=lambda: [method("x")], register_functions=lambda: [function("x")])
    registry = build_registry([both])
    assert registry.methods.keys() == registry.functions.keys() == {"x"}


def test_a_built_in_function_cannot_be_replaced() -> None:
    assert problems(module("sly", register_functions=lambda: [function("sum")])) == [
        ("plugin-name-taken", "sly 0")
    ]


def test_a_suffix_is_read_by_one_reader_only() -> None:
    reader = Reader(name="other", suffixes=(".csv",), doc=DOC, read=lambda path: ())
    other = module("other", register_readers=lambda: [reader])
    assert problems(thiduascore.builtin, other) == [("plugin-name-taken", "other 0")]


@record(doc=DOC)
class Ladder:
    """Keys of a method, two of which every criterion has."""

    points: Fraction = option(shapes.Number(), doc=DOC)
    step: Fraction = option(shapes.Number(), doc=DOC)
    end: str = option(shapes.String(), key="source", doc=DOC)


def test_a_method_cannot_redefine_a_key_that_every_criterion_has() -> None:
    ladder = Method(name="ladder", options=Ladder, lower=method("x").lower, doc=DOC)
    one = module("thiduascore_ladder", register_methods=lambda: [ladder])
    with pytest.raises(DiagnosticError) as raised:
        build_registry([thiduascore.builtin, one])
    assert [each.slug for each in raised.value.diagnostics] == ["plugin-method-key-taken"] * 2
    assert [each.arguments["key"] for each in raised.value.diagnostics] == ["points", "source"]
    message = raised.value.diagnostics[0].message("en")
    assert "thiduascore_ladder" in message or "thiduascore-ladder" in message
    assert "`ladder`" in message and "`points`" in message


def test_the_options_of_a_method_are_a_record() -> None:
    ladder = Method(name="ladder", options=dict, lower=method("x").lower, doc=DOC)
    assert [slug for slug, _ in problems(module("one", register_methods=lambda: [ladder]))] == [
        "plugin-wrong-thing"
    ]


def test_everything_that_is_wrong_comes_together() -> None:
    many = module(
        "many",
        register_fact=lambda: [],
        register_methods=lambda: [method("bands"), 3],
        register_checks=lambda: 1 / 0,
    )
    assert [slug for slug, _ in problems(thiduascore.builtin, many)] == [
        "plugin-hook-fails",
        "plugin-hook-unknown",
        "plugin-name-taken",
        "plugin-wrong-thing",
    ]


FACT = {"label": "Số ấn phẩm", "type": "count"}
PARAMETER = {"label": "Chỉ tiêu", "values": [{"from": "2021-01-01", "value": 5, "source": "Điều 1"}]}
TEMPLATE = {"title": "Ấn phẩm", "method": "ratio", "of": "printed", "target": 5}


def declaring(**changed: object) -> ModuleType:
    """A plugin that declares one of each, with keys changed."""
    fact, parameter, template = ({**keys, **changed} for keys in (FACT, PARAMETER, TEMPLATE))
    return module(
        "declaring",
        register_facts=lambda: [FactDeclaration(name="printed", keys=fact)],
        register_parameters=lambda: [ParameterDeclaration(name="goal", keys=parameter)],
        register_criteria=lambda: [CriterionTemplate(name="press", keys=template)],
    )


def test_declarations_are_read_as_in_a_ruleset_and_may_leave_a_criterion_unfinished() -> None:
    registry = build_registry([thiduascore.builtin, declaring()])
    assert registry.facts["printed"].keys == FACT
    assert registry.criteria["press"].keys == TEMPLATE


def test_declarations_that_no_ruleset_could_hold_are_refused() -> None:
    found = problems(thiduascore.builtin, declaring(labl="x"))
    assert found == [("plugin-declaration-unusable", "declaring 0")] * 3


def installed(folder: Path, name: str, version: str, source: str) -> None:
    """Lays out an installed distribution whose entry point is a module with that source."""
    package = name.replace("-", "_")
    (folder / f"{package}.py").write_text(source, encoding="utf-8")
    metadata = folder / f"{package}-{version}.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (metadata / "entry_points.txt").write_text(f"[thiduascore]\nmain = {package}\n")


GOOD = """
from thiduascore.plugin import FactDeclaration, hookimpl

@hookimpl
def register_facts():
    return [FactDeclaration(name=__name__, keys={"label": "Số", "type": "count"})]
"""


def test_installed_plugins_are_found_and_known_by_their_distribution(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, version in (("Thiduascore-Press", "1.2"), ("thiduascore-atlas", "0.3")):
        installed(tmp_path, name, version, GOOD)
    monkeypatch.syspath_prepend(tmp_path)
    registry = build_registry(load_entry_points=True)
    found = [one for one in registry.distributions if one.name in ("thiduascore-atlas", "thiduascore-press")]
    assert found == [Distribution("thiduascore-atlas", "0.3"), Distribution("thiduascore-press", "1.2")]
    assert list(registry.distributions) == sorted(registry.distributions)
    assert registry.origin("facts", "Thiduascore_Press").version == "1.2"
    assert build_registry().distributions == ()


def test_a_plugin_that_comes_both_ways_is_registered_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed(tmp_path, "thiduascore-both-ways", "1.0", GOOD)
    monkeypatch.syspath_prepend(tmp_path)
    import importlib

    given = importlib.import_module("thiduascore_both_ways")
    registry = build_registry([given], load_entry_points=True)
    assert registry.distributions.count(Distribution("thiduascore-both-ways", "1.0")) == 1


@pytest.mark.parametrize("source", ["import nothing_is_called_so", "def (", "raise SystemExit(3)", "1 / 0"])
def test_a_plugin_that_cannot_be_imported_is_named(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"thiduascore-broken-{abs(hash(source))}"
    installed(tmp_path, name, "2.0", source)
    installed(tmp_path, f"{name}-too", "1.0", "raise ValueError('no')")
    monkeypatch.syspath_prepend(tmp_path)
    assert problems(load_entry_points=True) == [
        ("plugin-not-loaded", f"{name} 2.0"),
        ("plugin-not-loaded", f"{name}-too 1.0"),
    ]


def requiring(*required: str) -> list[tuple[str, int]]:
    """(slug, line) of the requirements of a ruleset that are not met."""
    listed = ", ".join(f'"{text}"' for text in required)
    text = ruleset_text(
        'method = "formula"\nis = "x"', {"x": '"count"'}, more=f"[plugins]\nrequire = [{listed}]"
    )
    registry = build_registry([_press("1.5.0rc1")])
    ruleset, _ = _read(text)
    found = unmet_requirements(ruleset.document, registry)
    return [(each.slug, each.place.line if each.place else 0) for each in found]


def _press(version: str) -> Plugin:
    return Plugin(Distribution("thiduascore-press", version), module("press", register_facts=lambda: []))


def _read(text: str) -> Any:
    from thiduascore.model.read import read_ruleset_text

    methods = {name: each.options for name, each in ENGINE.registry.methods.items()}
    return read_ruleset_text(text, "ruleset.toml", methods=methods)


@pytest.mark.parametrize(
    ("required", "slug"),
    [
        ("thiduascore-press", None),
        ("Thiduascore_Press>=1,<2", None),
        ("thiduascore-press>=1.5.0", "plugin-version"),
        ("thiduascore-press<1", "plugin-version"),
        ("thiduascore-pres", "plugin-not-installed"),
    ],
)
def test_requirements_are_met_or_say_what_is_not(required: str, slug: str | None) -> None:
    assert [each for each, _ in requiring(required)] == ([] if slug is None else [slug])


def test_a_requirement_that_is_not_met_is_placed_and_near_names_are_offered() -> None:
    ((slug, line),) = requiring("thiduascore-press", "thiduascore-presss")
    assert slug == "plugin-not-installed"
    assert line > 1
    text = ruleset_text(
        'method = "formula"\nis = "x"', {"x": '"count"'}, more='[plugins]\nrequire = ["thiduascore-presss"]'
    )
    (found,) = unmet_requirements(_read(text)[0].document, build_registry([_press("1.0")]))
    assert "thiduascore-press`" in (found.help("en") or "")


def test_every_hook_is_documented_and_every_kind_has_one() -> None:
    hooks = {name for name in vars(spec) if name.startswith("register_")}
    assert hooks == {f"register_{kind}" for kind in KINDS}
    assert all((getattr(spec, hook).__doc__ or "").strip().endswith(".") for hook in hooks)
    assert set(KINDS) <= {each.name for each in Registry.__attrs_attrs__}


def test_the_door_is_sorted_and_holds_what_it_promises() -> None:
    assert list(plugin.__all__) == sorted(plugin.__all__)
    assert all(hasattr(plugin, name) for name in plugin.__all__)
    assert set(dir(plugin)) >= set(plugin.__all__)
    with pytest.raises(AttributeError, match="Surprise"):
        plugin.Surprise  # noqa: B018


def test_the_door_opens_to_what_the_type_checker_sees() -> None:
    (seen,) = (node for node in ast.parse(inspect.getsource(plugin)).body if isinstance(node, ast.If))
    imports = [node for node in seen.body if isinstance(node, ast.ImportFrom)]
    told = {each.asname or each.name: (node.module, each.name) for node in imports for each in node.names}
    assert told.keys() == set(plugin.__all__)
    for name, (home, own) in told.items():
        found = getattr(importlib.import_module(str(home)), own)
        assert getattr(plugin, name) is found, name

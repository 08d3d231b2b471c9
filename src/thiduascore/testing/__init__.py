"""The conformance suite for plugins: what every plugin must satisfy, and the cases that its author wrote.

In: a plugin's module, and the folder `cases` beside its tests.
Out: a test function for pytest, or demands that any other runner can ask.
May import: everything.

The whole test file of a plugin:

    import thiduascore_postal
    from thiduascore.testing import conformance
    test_conforms = conformance(thiduascore_postal, __file__)
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from thiduascore.testing.cases import Case, cases_in
from thiduascore.testing.demands import Demand, demands_of

__all__ = ["Case", "Demand", "cases_in", "conformance", "demands_of"]


def conformance(plugin: object, tests: str | Path) -> Callable[[Demand], None]:
    """A test function for pytest, with a parameter for each demand and each case.

    `plugin` is the module that the entry point names; `tests` is the test's own `__file__`, or a folder:
    cases stand in the folder `cases` there.
    """
    import pytest

    from thiduascore.cli.language import locale_language

    lang = locale_language(os.environ)
    place = Path(tests)
    folder = place if place.is_dir() else place.parent
    demands = demands_of(plugin, folder / "cases")

    @pytest.mark.parametrize("demand", demands, ids=[demand.name for demand in demands])
    def test_conforms(demand: Demand) -> None:
        said = demand.ask(lang)
        if said:
            pytest.fail(said, pytrace=False)

    return test_conforms

"""The language of what is printed: asked for, else the terminal's, else Vietnamese."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

    from thiduascore.diagnostics import Lang

_KEY = "thiduascore.lang"


def locale_language(environment: Mapping[str, str]) -> Lang:
    """Vietnamese, unless the locale names another country's language.

    The first of LC_ALL, LC_MESSAGES and LANG that is set counts; "C" and "POSIX" name no language.
    """
    named = next((value for key in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(key))), "")
    language = named.replace("-", "_").split("_")[0].split(".")[0].lower()
    return "vi" if language in ("", "c", "posix", "vi", "vietnamese") else "en"


def language() -> Lang:
    """The language of the command that is running."""
    context = click.get_current_context(silent=True)
    chosen: Lang | None = context.find_root().meta.get(_KEY) if context else None
    return chosen or locale_language(os.environ)


def choose(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """Remembers `--lang` for the whole command, its help included."""
    if value:
        context.find_root().meta[_KEY] = value
    return value


def say(key: str, **arguments: object) -> str:
    """A phrase of the catalogue in the language of the command that is running."""
    from thiduascore.diagnostics import phrase

    return phrase(key, language(), **arguments)  # type: ignore[arg-type]

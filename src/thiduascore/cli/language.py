"""The language of what is printed: asked for, else the terminal's, else Vietnamese."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from thiduascore.diagnostics import Argument, Lang


def asked_language(arguments: Sequence[str], environment: Mapping[str, str]) -> Lang:
    """The language that `--lang` asks for, else the locale's.

    Known before anything is parsed, so that a mistake in the command line is told in it too.
    """
    for name, value in zip(arguments, [*arguments[1:], ""], strict=False):
        asked = value if name == "--lang" else name.removeprefix("--lang=")
        if name.startswith("--lang") and asked in ("vi", "en"):
            return "en" if asked == "en" else "vi"
    return locale_language(environment)


def locale_language(environment: Mapping[str, str]) -> Lang:
    """Vietnamese, unless the locale names another language.

    The first of LC_ALL, LC_MESSAGES and LANG that is set counts; "C" and "POSIX" name no language.
    """
    named = next((value for key in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(key))), "")
    language = named.replace("-", "_").split("_")[0].split(".")[0].lower()
    return "vi" if language in ("", "c", "posix", "vi", "vietnamese") else "en"


def language() -> Lang:
    """The language of the command line that is running."""
    found: Lang = click.get_current_context().obj
    return found


def say(key: str, **arguments: Argument) -> str:
    """A phrase of the catalogue in the language of the command line that is running."""
    from thiduascore.diagnostics import phrase

    return phrase(key, language(), **arguments)

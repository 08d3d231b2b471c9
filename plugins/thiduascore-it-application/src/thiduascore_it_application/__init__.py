"""The field of IT application: everything that it has for rulesets stands in `field.toml`."""

from __future__ import annotations

from thiduascore.plugin import Field, hookimpl, read_field


@hookimpl
def register_fields() -> tuple[Field, ...]:
    """The field, as its file describes it."""
    return (read_field(__name__),)

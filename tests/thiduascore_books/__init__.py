"""A field plugin for tests: public libraries."""

from thiduascore.plugin import Field, hookimpl, read_field

__version__ = "1.2.0"


@hookimpl
def register_fields() -> tuple[Field, ...]:
    return (read_field(__name__),)

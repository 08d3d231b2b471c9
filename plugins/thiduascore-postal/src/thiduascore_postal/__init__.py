"""Postal services: the network of points, universal service, volume, revenue, quality, rural criterion 8.1.

The field is data: `field.toml`, beside this file, which an official of the field can review.
"""

from __future__ import annotations

from thiduascore.plugin import Field, hookimpl, read_field


@hookimpl
def register_fields() -> tuple[Field, ...]:
    """The field, read from `field.toml`."""
    return (read_field(__name__),)

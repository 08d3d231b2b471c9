"""The command line: the only place that prints.

In: arguments, files, the terminal's language.
Out: reports on standard output, diagnostics on standard error, an exit code.
May import: every other layer; each command imports what it needs when it runs, so that all start at once.
"""

from __future__ import annotations

from typing import NoReturn

__all__ = ["main"]


def main() -> NoReturn:
    """Runs the command line with the process's arguments and leaves with its exit code."""
    import gc
    import sys

    # A run leaves hardly any cycles behind; looking for them costs a fifth of a short one.
    gc.set_threshold(100_000, 20, 20)
    from thiduascore.cli.entrance import run

    code = run(sys.argv[1:])
    # Python looks through everything for cycles as it ends, several times, to free what ends anyway.
    gc.freeze()
    sys.exit(code)

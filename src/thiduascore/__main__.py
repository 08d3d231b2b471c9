"""`python -m thiduascore` is the `thiduascore` command."""

from __future__ import annotations

from thiduascore.cli import main

if __name__ == "__main__":
    main()

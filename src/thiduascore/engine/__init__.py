"""The engine: what other applications embed.

In: rulesets and submissions as paths, texts or values, and the plugins that an embedder wants.
Out: frozen rulesets, submissions, scorecards, standings, verifications; errors carry their diagnostics.
May import: `builtin` and what lies below it.

Nothing here prints, keeps global state or depends on the clock.
Two engines live side by side, each in many threads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from thiduascore.engine.campaigns import Campaign, campaigns
from thiduascore.engine.engine import Engine
from thiduascore.engine.sources import RulesetError
from thiduascore.model.submission import Intake

if TYPE_CHECKING:
    from thiduascore.engine.verification import Change, Verification, scorecards_in

__all__ = [
    "Campaign",
    "Change",
    "Engine",
    "Intake",
    "RulesetError",
    "Verification",
    "campaigns",
    "scorecards_in",
]


def __getattr__(name: str) -> Any:
    """Imports what verifies a scorecard on first use: scoring does without it."""
    if name not in ("Change", "Verification", "scorecards_in"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from thiduascore.engine import verification

    return getattr(verification, name)

"""The engine: what other applications embed.

In: rulesets and submissions as paths, texts or values, and the plugins that an embedder wants.
Out: frozen rulesets, submissions, scorecards, standings, verifications; errors carry their diagnostics.
May import: `builtin` and what lies below it.

Nothing here prints, keeps global state or depends on the clock.
Two engines live side by side, each in many threads.
"""

from __future__ import annotations

from thiduascore.engine.campaigns import Campaign, campaigns
from thiduascore.engine.engine import Engine
from thiduascore.engine.sources import RulesetError
from thiduascore.engine.verification import Change, Verification, scorecards_in
from thiduascore.model.submission import Intake

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

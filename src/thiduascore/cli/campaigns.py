"""`thiduascore campaigns`: the campaigns whose rulesets come with the distribution."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from thiduascore.cli.language import language, say
from thiduascore.cli.spoken import OneOf, Spoken, lang_option, option

if TYPE_CHECKING:
    from thiduascore.engine import Campaign


_NAME = re.compile(r"[\w.-]*")


@click.command(cls=Spoken, name="campaigns", help="help-campaigns")
@option("--format", "form", type=OneOf(["text", "json"]), default="text", help="help-campaigns-format")
@lang_option
def command(form: str) -> int:
    from thiduascore.diagnostics import printable
    from thiduascore.engine import Engine, campaigns

    found = campaigns(Engine().registry)
    if form == "json":
        import json

        click.echo(json.dumps([_tree(each) for each in found], ensure_ascii=False, indent=2))
        return 0
    for each in found:
        click.echo(printable(f"{each.id}: {each.title.said(language())}"))
        click.echo(f"  {_period(each)}")
        click.echo(f"  {_plugins(each)}")
    return 0


def _period(campaign: Campaign) -> str:
    from thiduascore.diagnostics import shown_day

    first, last = (shown_day(day, language()) for day in campaign.period)
    if not last:
        return say("campaign-from", start=first)
    return say("campaign-between", start=first, end=last)


def _plugins(campaign: Campaign) -> str:
    if not campaign.requires:
        return say("campaign-needs-nothing")
    listed = ", ".join(campaign.requires)
    if not campaign.unmet:
        return say("campaign-needs", plugins=listed)
    missing = {name for each in campaign.unmet for name in str(each.arguments["distribution"]).split(", ")}
    wanted = [text for text in campaign.requires if _name(text) in missing]
    return say("campaign-lacks", plugins=listed, wanted=" ".join(f'"{text}"' for text in wanted))


def _name(requirement: str) -> str:
    """The distribution that a requirement names, without its versions."""
    found = _NAME.match(requirement)
    return found[0].lower() if found else requirement


def _tree(campaign: Campaign) -> dict[str, object]:
    start, end = campaign.period
    return {
        "id": campaign.id,
        "title": {"vi": campaign.title.vi, "en": campaign.title.en},
        "period": {"from": start, "to": end or None},
        "requires": list(campaign.requires),
        "ready": not campaign.unmet,
    }

"""JSON Lines: each line is one unit's report, and a line that cannot be read stops no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path as FilePath

from attrs import evolve

from thiduascore.builtin.readers.lines import Line, lines, placed_from, shifted, until_hopeless
from thiduascore.builtin.readers.whole import report_of
from thiduascore.plugin import Diagnostic, DiagnosticError, Place, Report, parse_document


def read_json_lines(path: FilePath | str) -> Iterator[Report]:
    """A report for each line that is not blank."""
    name = str(path)
    try:
        empty = True
        for report in until_hopeless(_reports(name)):
            empty = False
            yield report
        if empty:
            yield Report(file=name, problems=(Diagnostic("file-empty", {"path": name}, Place(name)),))
    except DiagnosticError as error:
        yield Report(file=name, problems=error.diagnostics)


def _reports(name: str) -> Iterator[Report]:
    for line in lines(name):
        if line.problem is not None:
            yield Report(file=name, row=line.number, problems=(line.problem,))
        elif not line.text.isspace() and line.text:
            yield _report(line, name)


def _report(line: Line, name: str) -> Report:
    try:
        document = parse_document(line.text, name, "json")
    except DiagnosticError as error:
        problems = tuple(_shifted(problem, line.number) for problem in error.diagnostics)
        return Report(file=name, row=line.number, problems=problems)
    report = report_of(document, folder=FilePath(name).parent, row=line.number)
    problems = tuple(_shifted(problem, line.number) for problem in report.problems)
    return evolve(report, place=placed_from(report.place, line.number), problems=problems)


def _shifted(problem: Diagnostic, line: int) -> Diagnostic:
    related = tuple(evolve(each, place=shifted(each.place, line)) for each in problem.related)
    place = problem.place and shifted(problem.place, line)
    return evolve(problem, place=place, related=related)

"""``bin/docs``: writes ``docs/RULES.md`` and ``docs/FACTS.md`` from code and tests; ``--check`` finds them stale."""

import argparse
import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import django
import yaml
from django.apps import apps
from django.utils.module_loading import autodiscover_modules

from workshop import CHECKOUT
from workshop.citations import Citations, find_citations
from workshop.surroundings import any_installation

NOTE = "<!-- Written by bin/docs: change the code, not this file. -->\n"


def main() -> None:
    """Write both documents, or with ``--check`` compare; rules that nothing keeps fail either way."""
    parser = argparse.ArgumentParser(prog="bin/docs", description=__doc__, epilog="example: bin/docs")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a document is stale")
    checking = parser.parse_args().check

    rules, citations = known_rules(CHECKOUT), find_citations(CHECKOUT)
    faults = rule_faults(rules, citations)
    documents = {"docs/RULES.md": rules_page(rules, citations), "docs/FACTS.md": facts_page()}
    for name, text in documents.items():
        file = CHECKOUT / name
        if not checking:
            file.write_text(text)
        elif not file.is_file() or file.read_text() != text:
            faults.append(f"{name} is stale: run bin/docs.")
    sys.exit("\n".join(faults) if faults else 0)


@dataclass(frozen=True)
class Rules:
    """Every rule's title; what a rule that is kept still lacks; why others aren't kept yet."""

    titles: Mapping[str, str]
    partly: Mapping[str, str] = field(default_factory=dict)
    not_yet: Mapping[str, str] = field(default_factory=dict)


def known_rules(checkout: Path) -> Rules:
    """Read ``docs/rules.yaml``."""
    known = yaml.safe_load((checkout / "docs/rules.yaml").read_text())
    return Rules(known["rules"], known["partly"] or {}, known["not_yet"] or {})


def rule_faults(rules: Rules, citations: Citations) -> list[str]:
    """Say which rules are forgotten, untested, unknown, or wrongly called "not yet" or "partly"."""
    faults = []
    for rule in rules.titles:
        cited, tested = citations.code.get(rule), citations.tests.get(rule)
        where = (cited or tested or [""])[0]
        if not where and rule not in rules.not_yet:
            faults.append(f"{rule} is cited by nothing: keep it, or say under not_yet in docs/rules.yaml why not.")
        if cited and not tested:
            faults.append(f"{rule} is cited by {cited[0]}, but by no test.")
        if where and rule in rules.not_yet:
            faults.append(f"{rule} stands under not_yet in docs/rules.yaml, but {where} cites it.")
        if not where and rule in rules.partly:
            faults.append(f"{rule} stands under partly in docs/rules.yaml, but nothing cites it.")
    for rule in sorted({*citations.code, *citations.tests, *rules.partly, *rules.not_yet} - set(rules.titles)):
        where = [*citations.code.get(rule, []), *citations.tests.get(rule, []), "docs/rules.yaml"][0]
        faults.append(f"{where} cites {rule}, and there is no such rule.")
    return faults


def rules_page(rules: Rules, citations: Citations) -> str:
    """Return ``docs/RULES.md``: each rule, what keeps it, and which tests hold it."""
    lines = [NOTE, "# The rules, and where they are kept", ""]
    for rule, title in rules.titles.items():
        if rule in rules.not_yet:
            continue
        lines += [f"## {rule}: {title}", ""]
        if rule in rules.partly:
            lines += [f"Partly: {rules.partly[rule]}.", ""]
        lines += ["Kept by", "", *_listed(citations.code.get(rule, [])), ""]
        lines += ["Held by", "", *_listed(citations.tests.get(rule, [])), ""]
    lines += ["## Not yet", "", "| rule | what | why not yet |", "|---|---|---|"]
    lines += [f"| {rule} | {rules.titles[rule]} | {why} |" for rule, why in rules.not_yet.items()]
    return "\n".join(lines) + "\n"


def _listed(places: Iterable[str]) -> list[str]:
    return [f"- `{place}`" for place in places] or ["- nothing"]


def facts_page() -> str:
    """Return ``docs/FACTS.md``: each fact, what it holds, who is told of it, and where it goes out."""
    _start_rooms()
    from vestibule.journal.outbound import published_facts  # noqa: PLC0415 - needs the rooms to be started
    from vestibule.kernel.facts import known_facts  # noqa: PLC0415
    from vestibule.notices.table import told_facts  # noqa: PLC0415

    lines = [NOTE, "# The facts", "", "What goes on record, who is told of it by mail, and what applications hear.", ""]
    told, published = told_facts(), published_facts()
    for name, fact in known_facts().items():
        if not fact.__module__.startswith("vestibule."):
            continue
        what = (fact.__doc__ or "").strip().splitlines()[0]
        lines += [f"## {name}, version {fact.version}", "", what, ""]
        lines += [f"- rules: {', '.join(fact.rules)}"]
        lines += [f"- holds: {', '.join(f'`{each.name}`' for each in fields(fact)) or 'nothing more'}"]
        lines += [f"- told by mail: {_described(told.get(fact, [])) or 'nobody'}"]
        lines += [f"- goes out: {_described(published.get(fact, [])) or 'nowhere'}", ""]
    return "\n".join(lines)


def _described(functions: Iterable[Any]) -> str:
    return "; ".join(
        f"{(function.__doc__ or '').strip().splitlines()[0].rstrip('.') if function.__doc__ else 'see'}"
        f" (`{function.__module__.removeprefix('vestibule.')}.{function.__name__}`)"
        for function in functions
    )


def _start_rooms() -> None:
    if not apps.ready:
        home = tempfile.mkdtemp(prefix="vestibule-docs-")
        atexit.register(shutil.rmtree, home, ignore_errors=True)
        os.environ.update(any_installation(home))
        django.setup()
    autodiscover_modules("events")


if __name__ == "__main__":
    main()

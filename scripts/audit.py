#!/usr/bin/env python3
"""Look up what is in ``requirements.lock`` in an advisory database (OSV), and judge the findings.

What is known and explained stands in ``deploy/advisories.yml``. Anything else fails, and so does a
database that cannot be reached: no answer is no clean bill.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Mapping

import yaml

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
EXPLAINED = ROOT / "deploy" / "advisories.yml"
TOOL = "pip-audit==2.9.0"
TIMEOUT_S = 600


class NoAnswer(RuntimeError):
    """The advisories could not be read; the message says why, in one line."""


@dataclass
class Judged:
    """What was found."""

    looked_up: int = 0
    skipped: list[str] = field(default_factory=list)
    """Packages that the database was not asked about, each with the reason."""
    explained: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    """Findings that nobody has judged yet."""
    over: list[str] = field(default_factory=list)
    """Explained advisories that are no longer found: their lines can go."""

    @property
    def clean(self) -> bool:
        """Whether there is nothing to judge."""
        return not self.new and not self.skipped and self.looked_up > 0


def judge(report: Mapping[str, Any], frozen: Mapping[str, Any]) -> Judged:
    """Lay what was found beside what is explained.

    Args:
        report: as pip-audit writes it in JSON.
        frozen: package → ``why`` it is not newer, what stands ``in_front`` of it, and
            ``advisories``: id → why that one cannot hurt.
    """
    judged = Judged()
    met: set[tuple[str, str]] = set()
    for package in report["dependencies"]:
        name = package["name"]
        if "skip_reason" in package:
            judged.skipped.append(f"{name}: {package['skip_reason']}")
            continue
        judged.looked_up += 1
        known = frozen.get(name, {})
        explained = known.get("advisories") or {}
        for found in package["vulns"]:
            ids = [found["id"], *found.get("aliases", ())]
            reason = next((explained[i] for i in ids if i in explained), None)
            met.update((name, one) for one in ids)
            fixed = ", ".join(found.get("fix_versions") or ()) or "no version yet"
            line = f"{name} {package['version']}: {' '.join(ids)} (fixed in {fixed})"
            if reason is not None:
                judged.explained.append(f"{line}: {reason}")
            elif known:
                judged.new.append(f"{line}; frozen ({known['why']}), behind: {known['in_front']}")
            else:
                judged.new.append(line)
    judged.over = [
        f"{name}: {one}"
        for name, known in frozen.items()
        for one in known.get("advisories") or {}
        if (name, one) not in met
    ]
    return judged


def look_up() -> dict[str, Any]:
    """Ask the database about every package.

    Raises:
        NoAnswer: it cannot be reached, or its answer cannot be read.
    """
    local = ROOT / ".tools" / "bin" / "uvx"
    uvx = str(local) if local.exists() else shutil.which("uvx")
    if uvx is None:
        raise NoAnswer("uvx is not here; run `make setup` first")
    command = [uvx, "--from", TOOL, "pip-audit", "-r", str(LOCK), "-s", "osv", "--disable-pip",
               "--no-deps", "--format", "json", "--progress-spinner", "off"]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S)
    except subprocess.TimeoutExpired:
        raise NoAnswer(f"no answer within {TIMEOUT_S} seconds") from None
    try:
        return dict(json.loads(done.stdout))
    except ValueError:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise NoAnswer(last[:300]) from None


def main() -> int:
    """Print what was found; 0 where all of it is explained, 1 otherwise."""
    frozen = yaml.safe_load(EXPLAINED.read_text(encoding="utf-8"))["frozen"]
    try:
        judged = judge(look_up(), frozen)
    except NoAnswer as problem:
        print(f"audit: the advisories could not be read, so nothing is known: {problem}",
              file=sys.stderr)  # fmt: skip
        return 1
    print(f"{judged.looked_up} packages looked up")
    for title, lines in (
        ("explained", judged.explained),
        ("explained and no longer found", judged.over),
        ("not looked up", judged.skipped),
        ("NEW", judged.new),
    ):
        for line in lines:
            print(f"{title}: {line}")
    return 0 if judged.clean else 1


if __name__ == "__main__":
    sys.exit(main())

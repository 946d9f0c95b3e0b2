"""The audit of packages: only what is explained passes, and no answer is no clean bill."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from bot.paths import ROOT


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", ROOT / "scripts" / "audit.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["audit"] = module  # a dataclass looks itself up there
    spec.loader.exec_module(module)
    return module


def found(name: str, *ids: str) -> dict[str, Any]:
    vulns = [{"id": i, "fix_versions": ["9.9"], "aliases": [f"CVE-{i}"]} for i in ids]
    return {"name": name, "version": "1.0", "vulns": vulns}


FROZEN = {
    "old": {"why": "held back", "in_front": "a wall", "advisories": {"CVE-A-1": "not called"}},
}


def test_what_is_explained_passes_under_any_of_its_names(audit: ModuleType) -> None:
    judged = audit.judge({"dependencies": [found("old", "A-1"), found("new")]}, FROZEN)
    assert judged.clean and judged.looked_up == 2 and not judged.over
    assert judged.explained == ["old 1.0: A-1 CVE-A-1 (fixed in 9.9): not called"]


def test_a_new_one_fails_also_in_a_frozen_package(audit: ModuleType) -> None:
    of_frozen = audit.judge({"dependencies": [found("old", "A-1", "A-2")]}, FROZEN)
    assert not of_frozen.clean
    assert len(of_frozen.new) == 1 and "A-2" in of_frozen.new[0] and "a wall" in of_frozen.new[0]
    of_other = audit.judge({"dependencies": [found("other", "A-1")]}, FROZEN)
    assert not of_other.clean, "explained for another package only"
    assert of_other.over == ["old: CVE-A-1"]


def test_what_was_not_looked_up_is_not_clean(audit: ModuleType) -> None:
    skipped = {"dependencies": [found("new"), {"name": "x", "skip_reason": "not there"}]}
    assert not audit.judge(skipped, {}).clean
    assert not audit.judge({"dependencies": []}, {}).clean


def test_without_an_answer_it_fails_in_one_clear_line(
    audit: ModuleType,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    uvx = tmp_path / ".tools" / "bin" / "uvx"
    uvx.parent.mkdir(parents=True)
    uvx.write_text("#!/bin/sh\necho 'Traceback ...' >&2\necho 'no route to host' >&2\nexit 1\n")
    uvx.chmod(0o755)
    monkeypatch.setattr(audit, "ROOT", tmp_path)
    assert audit.main() == 1
    told = capsys.readouterr()
    assert told.out == "" and told.err.count("\n") == 1 and "no route to host" in told.err


def test_every_frozen_package_is_installed_and_says_what_stands_in_front() -> None:
    frozen = yaml.safe_load((ROOT / "deploy" / "advisories.yml").read_text())["frozen"]
    locked = set(re.findall(r"^([a-z0-9.-]+)==", (ROOT / "requirements.lock").read_text(), re.M))
    for name, known in frozen.items():
        assert name in locked, f"{name} is not in the lock: its line can go"
        assert known["why"] and known["in_front"] and isinstance(known["advisories"], dict)

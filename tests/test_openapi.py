"""What the OpenAPI document says, a real installation does: schemathesis tries to prove otherwise.

Its packages do not go together with Rasa's, so it has an environment of its own. ``FUZZ=100000``
for more (`make fuzz`).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from bot.paths import ROOT
from tests.conftest import need
from tests.running import Installation

TOOL = "schemathesis==4.4.4"
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_schema_conformance,response_headers_conformance"
)
EXAMPLES = max(20, int(os.environ.get("FUZZ", "0")) // 100)
"""For each of its operations, in each of its phases."""


def test_a_real_installation_does_what_its_document_says(
    installation: Installation, tmp_path: Path
) -> None:
    local = ROOT / ".tools" / "bin" / "uvx"
    uvx = str(local) if local.exists() else shutil.which("uvx")
    need(uvx is not None, "uvx")
    assert uvx is not None
    run = [uvx, "--from", TOOL, "schemathesis"]
    there = subprocess.run([*run, "--version"], capture_output=True, text=True, timeout=300)
    need(there.returncode == 0, TOOL)
    done = subprocess.run(
        [
            *run, "run", f"{installation.url}/api/openapi.json", "--url", installation.url,
            "--checks", CHECKS, "--max-examples", str(EXAMPLES), "--continue-on-failure",
            "--mode", "all", "--no-color", "--request-timeout", "20", "--seed", "1",
            "--suppress-health-check", "all", "--max-failures", "20",
        ],
        env={
            **os.environ,
            "API_URL": installation.url,
            "SCHEMATHESIS_HOOKS": "tests.schemathesis_hooks",
            "PYTHONPATH": str(ROOT),
        },
        cwd=tmp_path, capture_output=True, text=True, timeout=max(240, EXAMPLES),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    cases = re.search(r"(\d[\d,]*) generated", done.stdout)
    assert cases is not None and int(cases[1].replace(",", "")) >= 6 * 10, done.stdout[-3000:]

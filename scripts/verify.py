"""Everything that `make test` checks, in the order in which a failure is cheapest to find."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"

STEPS = [
    ("lint (ruff)", ["ruff", "check", "."]),
    ("form (ruff format)", ["ruff", "format", "--check", "."]),
    ("types (mypy)", ["mypy"]),
    ("import rules (import-linter)", ["lint-imports"]),
    ("bot check", ["bot", "check"]),
    ("train", ["bot", "train"]),
    (
        "rasa data validate",
        ["rasa", "data", "validate", "--domain", "domain.yml", "--data", "data/nlu", "data/rules"],
    ),
    ("tests", ["pytest"]),
]


def main() -> int:
    """Run all steps; stop at the first one that fails."""
    environment = {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
    }
    for name, command in STEPS:
        print(f"\n=== {name}", flush=True)
        started = time.monotonic()
        done = subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, env=environment)
        print(f"--- {name}: {time.monotonic() - started:.0f} s", flush=True)
        if done.returncode != 0:
            print(f"✗ {name} ging mis", file=sys.stderr)
            return 1
    print("\nAlles klopt.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

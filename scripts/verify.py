"""Everything that `make test` checks, in the order in which a failure is cheapest to find."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"

STEPS: list[tuple[str, list[str]]] = [
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
    ("tests in a browser", ["pytest", "tests/browser"]),
    # Two at a time, each with an engine of its own: much of what they do is waiting.
    (
        "tests",
        [
            *["pytest", "--ignore=tests/browser", "-n", "2", "--dist", "loadfile"],
            *["--no-loadscope-reorder", "--durations", "30"],
        ],
    ),
]
LIMIT_S = {"tests in a browser": 15 * 60, "tests": 50 * 60}
"""How long a step may take before it counts as hanging; other steps have no limit."""
AGAIN = {"tests in a browser"}
"""Once more when it hung (not when it failed): a browser can leave who drives it waiting for ever,
past every limit of a test."""
HUNG = -1


def run(command: list[str], environment: dict[str, str], limit_s: float | None) -> int:
    """Exit status of a command; `HUNG` when it took too long. Then it first tells where it stands
    (pytest prints all stacks on SIGABRT), and nothing that it started is left behind."""
    process = subprocess.Popen(
        [str(BIN / command[0]), *command[1:]], cwd=ROOT, env=environment, start_new_session=True
    )
    try:
        return process.wait(limit_s)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGABRT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            print("it does not even tell where it stands", file=sys.stderr)
        return HUNG
    finally:
        if process.returncode is None or process.returncode < 0:
            _end_group(process)


def _end_group(process: "subprocess.Popen[bytes]") -> None:
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # all of it has ended already
    process.wait()


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
        status = HUNG
        for _ in range(2 if name in AGAIN else 1):
            print(f"\n=== {name}", flush=True)
            started = time.monotonic()
            status = run(command, environment, LIMIT_S.get(name))
            print(f"--- {name}: {time.monotonic() - started:.0f} s", flush=True)
            if status != HUNG:
                break
            print(f"✗ {name} bleef hangen", file=sys.stderr, flush=True)
        if status != 0:
            print(f"✗ {name} ging mis", file=sys.stderr)
            return 1
    print("\nAlles klopt.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

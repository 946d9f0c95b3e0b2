"""Sets everything up on a fresh machine; run by `make`. Needs Python 3.9 and nothing else.

Each step is skipped when it is done already, says what it does, and ends with one clear line when
something is missing.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path
from typing import List, NoReturn, Optional

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
PYTHON = "3.10"
UV_VERSION = "0.13.9"

SPACY_MODEL = "nl_core_news_md"
SPACY_VERSION = "3.4.0"
SPACY_URL = (
    "https://github.com/explosion/spacy-models/releases/download/"
    f"{SPACY_MODEL}-{SPACY_VERSION}/{SPACY_MODEL}-{SPACY_VERSION}-py3-none-any.whl"
)
SPACY_SHA256 = ROOT / "scripts" / f"{SPACY_MODEL}-{SPACY_VERSION}.sha256"


def say(line: str) -> None:
    print(f"• {line}", flush=True)


def fail(line: str) -> NoReturn:
    print(f"✗ {line}", file=sys.stderr, flush=True)
    sys.exit(1)


def run(arguments: List[str], problem: str) -> None:
    """Run a command; show its last lines and stop when it fails."""
    done = subprocess.run(
        arguments, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode != 0:
        print("\n".join(done.stdout.splitlines()[-15:]), file=sys.stderr)
        fail(problem)


def find_uv() -> str:
    """uv from the machine, or our own copy of it."""
    own = TOOLS / "bin" / "uv"
    if own.exists():
        return str(own)
    found = shutil.which("uv")
    # pyenv and the like put a shim on the path that may lead nowhere.
    if found and subprocess.run([found, "--version"], capture_output=True).returncode == 0:
        return found
    say(f"uv {UV_VERSION} ophalen")
    if not _make_venv(TOOLS):
        fail(
            "Python kan geen virtuele omgeving maken. Installeer python3-venv "
            "(op Debian en Ubuntu: apt install python3-venv) of uv, en probeer het opnieuw."
        )
    run(
        [str(TOOLS / "bin" / "python"), "-m", "pip", "install", "-q", f"uv=={UV_VERSION}"],
        "uv kon niet worden opgehaald. Is er een verbinding met de pakketbron?",
    )
    return str(own)


def _make_venv(target: Path) -> bool:
    """A virtual environment with pip; as root on Debian its missing part is installed first."""
    for attempt in (1, 2):
        made = subprocess.run(
            [sys.executable, "-m", "venv", "--clear", str(target)], capture_output=True
        )
        if made.returncode == 0:
            return True
        if attempt == 1 and os.geteuid() == 0 and shutil.which("apt-get"):
            say("python3-venv installeren")
            subprocess.run(["apt-get", "update", "-qq"], capture_output=True)
            subprocess.run(["apt-get", "install", "-y", "-qq", "python3-venv"], capture_output=True)
        else:
            break
    return False


def find_python(uv: str) -> str:
    """Python 3.10, from the machine or fetched."""
    for fetch in (False, True):
        found = subprocess.run(
            [uv, "python", "find", PYTHON], capture_output=True, text=True, cwd=ROOT
        )
        if found.returncode == 0:
            return found.stdout.strip()
        if not fetch:
            say(f"Python {PYTHON} ophalen")
            subprocess.run([uv, "python", "install", PYTHON], capture_output=True, cwd=ROOT)
    fail(
        f"Python {PYTHON} is er niet en kon niet worden opgehaald. Installeer Python {PYTHON} "
        "(bijvoorbeeld met pyenv) en probeer het opnieuw."
    )


def make_environment(uv: str) -> None:
    """The virtual environment with exactly the locked packages."""
    stamp = VENV / ".locked"
    wanted = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    if not (VENV / "bin" / "python").exists():
        python = find_python(uv)
        say(f"omgeving maken met {python}")
        run(
            [uv, "venv", "-q", "--python", python, str(VENV)], "de omgeving kon niet worden gemaakt"
        )
    say("pakketten installeren (ongeveer 20 seconden, 3 GB)")
    python = str(VENV / "bin" / "python")
    run(
        [uv, "pip", "sync", "-q", "--require-hashes", "--python", python, str(LOCK)],
        "de pakketten konden niet worden geïnstalleerd",
    )
    run(
        [uv, "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--python", python]
        + ["-e", str(ROOT)],
        "het project zelf kon niet worden geïnstalleerd",
    )
    spacy_model(uv)
    stamp.write_text(wanted)


def spacy_model(uv: str) -> None:
    """The large Dutch pipeline, if it can be had and is what it should be; else our own."""
    own = "verder met de eigen Nederlandse pipeline"
    if not SPACY_SHA256.exists():
        say(f"{SPACY_MODEL}: geen controlegetal in {SPACY_SHA256.name}; {own}")
        return
    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(folder) / SPACY_URL.rsplit("/", 1)[1]
        problem = _download(SPACY_URL, wheel)
        if problem:
            say(f"{SPACY_MODEL} is niet bereikbaar ({problem}); {own}")
            return
        if hashlib.sha256(wheel.read_bytes()).hexdigest() != SPACY_SHA256.read_text().split()[0]:
            say(f"{SPACY_MODEL} heeft niet het verwachte controlegetal; {own}")
            return
        run(
            [uv, "pip", "install", "-q", "--no-deps", "--python", str(VENV / "bin" / "python")]
            + [str(wheel)],
            f"{SPACY_MODEL} kon niet worden geïnstalleerd",
        )
        say(f"{SPACY_MODEL} {SPACY_VERSION} geïnstalleerd")


def _download(url: str, target: Path) -> Optional[str]:
    """Fetch a file; the reason when that fails."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            target.write_bytes(answer.read())
    except OSError as error:
        return str(getattr(error, "reason", error))
    return None


def main() -> None:
    make_environment(find_uv())


if __name__ == "__main__":
    main()

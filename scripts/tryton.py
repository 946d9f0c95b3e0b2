"""A Tryton of our own, for tests and to try by hand: ``python scripts/tryton.py serve PORT DIR``.

Tryton is GPL: it is never imported here, but runs as a process of its own, from an environment of
its own. Both that and a database with a company, a user and an application key are made once, in
about a minute, and kept in ``.tools/tryton/`` until this file or the requirements change.
Needs Python 3.10 and nothing else.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import importlib.util
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Callable, Iterator, NamedTuple

SCRIPTS = Path(__file__).resolve().parent
ROOT = SCRIPTS.parent
TOOLS = ROOT / ".tools"
KEPT = TOOLS / "tryton"
REQUIREMENTS = SCRIPTS / "tryton-requirements.txt"

DATABASE = "crm"
ACCESS = "access.json"
"""Beside a database: the key and the password that go with it."""
COMPANY = "Ontwikkelingsmaatschappij Voorbeeld"
USER = "groeimakelaar"
GROUP = "Sale Opportunity"
"""What the user of the key needs: opportunities. Parties are open to all users of Tryton."""

READY_WITHIN_S = 60.0
ADMIN_WITHIN_S = 600.0

CONFIG = """\
[database]
uri = sqlite:///
path = {folder}
language = nl
[web]
listen = 127.0.0.1:{port}
[session]
authentications = password
"""


class NotHere(Exception):
    """Tryton could not be installed, made or started; the message says why."""


class Running(NamedTuple):
    """A Tryton that answers."""

    process: subprocess.Popen[bytes]
    url: str
    key: str
    """Of the user application, for ``Authorization: bearer``."""


def prepared() -> Path:
    """The folder with the environment (``venv``), the database and ``access.json``, made if needed.

    Raises:
        NotHere: it cannot be made here, mostly because the package index is out of reach.
    """
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes() + Path(__file__).read_bytes()).hexdigest()
    folder = KEPT / wanted[:16]
    KEPT.mkdir(parents=True, exist_ok=True)
    with _alone():
        if not (folder / ACCESS).exists():
            for old in KEPT.iterdir():
                if old.is_dir():
                    shutil.rmtree(old)
            folder.mkdir()
            _install(folder)
            _make_database(folder)
    return folder


def start(folder: Path, port: int = 0) -> Running:
    """Start Tryton on a database in ``folder``: the one that is there, else a fresh copy.

    Args:
        port: 0 for a free one.

    Raises:
        NotHere: it cannot be made, or does not answer in time.
    """
    made = prepared()
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / ACCESS).exists():
        for name in (f"{DATABASE}.sqlite", ACCESS):
            shutil.copy(made / name, folder)
    process, url = _serve(made, folder, port)
    key = str(access(folder)["key"])
    ask = urllib.request.Request(
        f"{url}/{DATABASE}/rest/model/company.company", headers={"Authorization": f"bearer {key}"}
    )
    _until_ready(process, folder, lambda: bool(_answer(ask)))
    return Running(process, url, key)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End it; a copy of a database has nothing to lose."""
    process.kill()
    process.wait()


def access(folder: Path) -> dict[str, Any]:
    """``key`` of the user application, and ``admin``: the password for Tryton's own client."""
    told: dict[str, Any] = json.loads((folder / ACCESS).read_text())
    return told


@contextmanager
def _alone() -> Iterator[None]:
    """Two at once would make the same folder."""
    with open(KEPT / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _install(folder: Path) -> None:
    uv, venv = _uv(), folder / "venv"
    # uv's own choice of Python may have to be fetched; this one is here.
    _run([uv, "venv", "-q", "--python", sys.executable, str(venv)])
    python = str(venv / "bin" / "python")
    _run([uv, "pip", "sync", "-q", "--require-hashes", "--python", python, str(REQUIREMENTS)])


def _uv() -> str:
    spec = importlib.util.spec_from_file_location("setup_script", SCRIPTS / "setup.py")
    if spec is None or spec.loader is None:
        raise NotHere(f"{SCRIPTS / 'setup.py'} is niet te lezen")
    setup = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(setup)
    try:
        return str(setup.find_uv())
    except SystemExit:
        raise NotHere("uv is er niet, en kon niet worden opgehaald") from None


def _run(arguments: list[str], **environment: str) -> None:
    name = f"{Path(arguments[0]).name} {arguments[1]}"
    try:
        done = subprocess.run(
            arguments,
            env={**os.environ, **environment},
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=ADMIN_WITHIN_S,
        )
    except subprocess.TimeoutExpired:
        raise NotHere(f"{name} was na {ADMIN_WITHIN_S:g} seconden niet klaar") from None
    if done.returncode != 0:
        why = " / ".join(done.stdout.strip().splitlines()[-3:])
        raise NotHere(f"{name} lukte niet: {why}")


def _make_database(folder: Path) -> None:
    file, password = folder / f"{DATABASE}.sqlite", secrets.token_urlsafe(12)
    file.touch()  # else Tryton says that it does not exist
    config, passfile = _config(folder, 1), folder / "password.txt"
    passfile.write_text(password)
    _run(
        [str(folder / "venv" / "bin" / "trytond-admin"), "-c", str(config), "-d", DATABASE]
        + ["-u", "ir", "res", "sale_opportunity", "--activate-dependencies"]
        + ["-l", "nl", "--email", "admin@example.org"],
        TRYTONPASSFILE=str(passfile),
    )
    passfile.unlink()
    process, url = _serve(folder, folder, 0)
    try:
        admin = Admin(url, password)
        _until_ready(process, folder, admin.came_in)
        key = _furnish(admin)
    finally:
        stop(process)
    # Last: it says that all is done.
    (folder / ACCESS).write_text(json.dumps({"key": key, "admin": password}))


def _furnish(admin: Admin) -> str:
    """A company, a user who may do with opportunities what the plugin does, and a key; the key."""
    currency = admin.create("currency.currency", name="Euro", symbol="€", code="EUR")
    party = admin.create("party.party", name=COMPANY)
    company = admin.create("company.company", party=party, currency=currency)
    for_company = {"companies": [["add", [company]]], "company": company}
    admin.call("model.res.user.write", [admin.id], for_company)
    group = admin.call("model.res.group.search", [["name", "=", GROUP]], 0, None, None)
    if not group:
        raise NotHere(f"Tryton heeft geen groep {GROUP}")
    user = admin.create("res.user", name=USER, login=USER, groups=[["add", group]], **for_company)
    # Made by the administrator, it is valid at once.
    application = admin.create("res.user.application", user=user, application="rest")
    read = admin.call("model.res.user.application.read", [application], ["key"])
    return str(read[0]["key"])


class Admin:
    """The administrator, through Tryton's JSON-RPC."""

    def __init__(self, url: str, password: str) -> None:
        self.id = 0
        self.context: dict[str, Any] = {"language": "en"}
        self._url, self._password, self._headers = f"{url}/{DATABASE}/rpc/", password, {}

    _headers: dict[str, str]

    def came_in(self) -> bool:
        """Whether it answers already; from then on `call` works."""
        login = ["admin", {"password": self._password}, "en"]
        told = _answer(self._request("common.db.login", login))
        if not told:
            return False
        self.id, token = told[0], told[1]
        session = base64.b64encode(f"admin:{self.id}:{token}".encode()).decode()
        self._headers = {"Authorization": f"Session {session}"}
        return True

    def call(self, method: str, *parameters: Any) -> Any:
        """What a method returns; its last parameter is the context."""
        with urllib.request.urlopen(
            self._request(method, [*parameters, self.context]), timeout=60
        ) as answer:
            told = json.loads(answer.read())
        if isinstance(told, dict) and told.get("error"):
            raise NotHere(f"{method}: {told['error']}")
        return told["result"] if isinstance(told, dict) and "result" in told else told

    def create(self, model: str, **values: Any) -> int:
        """A record; its id."""
        return int(self.call(f"model.{model}.create", [values])[0])

    def _request(self, method: str, parameters: list[Any]) -> urllib.request.Request:
        body = json.dumps({"id": 1, "method": method, "params": parameters}).encode()
        headers = {"Content-Type": "application/json", **self._headers}
        return urllib.request.Request(self._url, body, headers)


def _config(folder: Path, port: int) -> Path:
    file = folder / "trytond.conf"
    file.write_text(CONFIG.format(folder=folder, port=port))
    return file


def _serve(made: Path, folder: Path, port: int) -> tuple[subprocess.Popen[bytes], str]:
    if port == 0:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
    config = _config(folder, port)
    with open(folder / "trytond.log", "wb") as log:
        process = subprocess.Popen(
            [str(made / "venv" / "bin" / "trytond"), "-c", str(config), "-d", DATABASE],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    return process, f"http://127.0.0.1:{port}"


def _until_ready(process: subprocess.Popen[bytes], folder: Path, ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    try:
        while time.monotonic() < deadline and process.poll() is None:
            if ready():
                return
            time.sleep(0.1)
    except NotHere:
        stop(process)
        raise
    stop(process)
    lines = (folder / "trytond.log").read_text(errors="replace").strip().splitlines()
    raise NotHere(f"trytond antwoordt niet: {' / '.join(lines[-3:])}")


def _answer(request: urllib.request.Request) -> Any:
    """What is answered, without its envelope; None while nobody listens."""
    try:
        with urllib.request.urlopen(request, timeout=READY_WITHIN_S) as answer:
            told = json.loads(answer.read())
    except urllib.error.HTTPError as error:
        raise NotHere(f"trytond antwoordde {error.code}") from None
    except OSError:
        return None
    return told["result"] if isinstance(told, dict) and "result" in told else told


def main(arguments: list[str]) -> int:
    """``serve PORT DIR``: run in the foreground until Ctrl-C; what is in DIR stays.

    ``prepare``: only make what is made once.
    """
    serves = len(arguments) == 3 and arguments[0] == "serve" and arguments[1].isdigit()
    if not serves and arguments != ["prepare"]:
        print("gebruik: python scripts/tryton.py serve POORT MAP | prepare", file=sys.stderr)
        return 2
    try:
        print("• Tryton klaarzetten (de eerste keer ongeveer een minuut)", flush=True)
        if not serves:
            prepared()
            return 0
        folder = Path(arguments[2]).resolve()
        running = start(folder, int(arguments[1]))
    except NotHere as problem:
        print(f"✗ {problem}", file=sys.stderr)
        return 1
    print(f"• Tryton luistert op {running.url}, database {DATABASE}; beheerder: admin, ", end="")
    print(f"wachtwoord {access(folder)['admin']}")
    print(f"  BOT_CRM=tryton BOT_CRM_TRYTON_URL={running.url} BOT_CRM_TRYTON_DATABASE={DATABASE}")
    print(f"  BOT_CRM_TRYTON_KEY={running.key}", flush=True)
    # Who ends this one means Tryton.
    signal.signal(signal.SIGTERM, lambda *_: running.process.terminate())
    try:
        running.process.wait()
    except KeyboardInterrupt:
        running.process.terminate()
        running.process.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

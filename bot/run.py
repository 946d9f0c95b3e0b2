"""`bot run`: engine, web application and workers on one machine, in the foreground.

The router lives in the web application's process. Deliveries to mail and CRM have a process of
their own, where there is anywhere to deliver to, and so has sending to platforms such as WhatsApp.
A process that dies is started again; nothing is lost by it, because everything that matters is in
the database.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from bot import moments
from bot.channels import registry
from bot.handoff import targets
from bot.model_files import fingerprint, model_path, path_of, used_now
from bot.paths import ROOT, VAR
from bot.settings import Settings, environment, kept_secret, load
from bot.store import StoreUnavailable, connect, migrate, models, reading, schema

READY_WITHIN_S = 300.0
"""Ten is usual. A machine that is busy with much else takes many times that, and giving up then
would only mean to begin anew."""
RESTART_PAUSE_S = 0.5

LOOK_FOR_DEPLOY_EVERY_S = 2.0

GIVES_WAY = 10
"""Of 20 steps that the operating system knows; each is about a quarter less in a crowd."""


class CannotStart(RuntimeError):
    """Something is missing or in the way; the message says what to do."""


@dataclass
class Child:
    """One process that is kept alive."""

    name: str
    arguments: list[str]
    log: Path
    gives_way: bool = True
    """Others of ours go first where there is not enough processor for all."""
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)

    def start(self) -> None:
        """Start it; its output goes to its log file."""
        self.starts.append(time.monotonic())
        ours = os.getpid()
        with open(self.log, "ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self.arguments],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                preexec_fn=lambda: self._begin(ours),
            )

    def _begin(self, parent: int) -> None:
        # Ctrl-C is for us to hand on. Not a session of its own: to Linux that is another user's
        # work, with which processor time is shared evenly, however much either gives way.
        os.setpgrp()
        if sys.platform == "linux":
            _die_with_parent(parent)
        if self.gives_way:
            os.nice(GIVES_WAY)

    def died(self) -> bool:
        """Whether it has to be started again."""
        return self.process is not None and self.process.poll() is not None

    def was_killed(self) -> bool:
        """Whether it died by a signal from outside, by which nothing is known to be wrong in it."""
        return self.process is not None and (self.process.poll() or 0) < 0


def run() -> int:
    """Run until Ctrl-C or SIGTERM."""
    from bot.training import train

    settings = load()
    _check_ports(settings)
    _check_knowledge()
    print("Database bijwerken …", flush=True)
    migrate(settings.database)
    print("Model controleren …", flush=True)
    if settings.model:
        model = Path(settings.model)
        if not model.is_file():
            raise CannotStart(f"BOT_MODEL: {model} is er niet")
    else:
        chosen = _chosen(settings)
        if chosen is None:
            print(train(), flush=True)
        model = chosen or model_path()
    kept_secret("engine", settings.engine_token)
    log_dir = Path(settings.log_dir) if settings.log_dir else VAR / "log"
    log_dir.mkdir(parents=True, exist_ok=True)
    children = [
        Child(
            f"engine-{port}",
            ["bot.engine.serve", str(port), str(model)],
            log_dir / f"engine-{port}.log",
        )
        for port in settings.engine_ports()
    ]
    # Taking in goes before answering: a platform waits for the one, and gives up soon.
    children.append(Child("web", ["bot.app"], log_dir / "web.log", gives_way=False))
    if targets.names(settings, environment()):
        children.append(Child("handoff", ["bot.handoff.serve"], log_dir / "handoff.log"))
    if any(not channel.missing(settings) for channel in registry.CHANNELS.values()):
        children.append(Child("channels", ["bot.channels.serve"], log_dir / "channels.log"))
    stopping = _Stopping()
    try:
        for child in children:
            child.start()
        print("Starten …", flush=True)
        started = time.monotonic()
        _wait_until_ready(settings, children, stopping)
        if not stopping.asked:
            _print_addresses(settings, log_dir, time.monotonic() - started)
        deploy = _Deploy(settings)
        while not stopping.asked and not deploy.is_done():
            _keep_alive(children)
            time.sleep(0.2)
    finally:
        _stop(children)
    if not stopping.asked:
        print("Er staat een nieuwe versie en de database is bij; ik start opnieuw.", flush=True)
        # The same process, so that whoever started us (systemd, a container) sees us go on.
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])
    print("Gestopt.", flush=True)
    return 0


class _Deploy:
    """Watches for another version that is put in our place while we run.

    Until code and database are both of that version our processes take nothing in and answer
    nothing (`bot.store.schema`); what was taken in before waits.
    """

    def __init__(self, settings: Settings) -> None:
        self._store = connect(settings.database)
        self._looked_at = time.monotonic()
        self._told = ""

    def is_done(self) -> bool:
        """Whether code and database are both of another version than ours."""
        if time.monotonic() - self._looked_at < LOOK_FOR_DEPLOY_EVERY_S:
            return False
        self._looked_at = time.monotonic()
        try:
            code = schema.newest()
            with reading(self._store, any_schema=True) as connection:
                stored = schema.version(connection)
        except (StoreUnavailable, ValueError):
            # Not to be seen now: the files are just being replaced, or the database is away, which
            # the processes that need it tell.
            return False
        if code == stored:
            return code != schema.OURS
        told = f"Let op: {schema.told(stored, code)}."
        if told != self._told:
            print(told, flush=True)
        self._told = told
        return False


def _check_knowledge() -> None:
    """Refuse to start on knowledge with a mistake in it: better no answer than a wrong one."""
    from bot.knowledge.check import check

    problems = [problem for problem in check() if problem.stops]
    if problems:
        told = "\n".join(str(problem) for problem in problems)
        raise CannotStart(f"de kennis klopt niet; verbeter dit eerst:\n{told}")


def _chosen(settings: Settings) -> Path | None:
    """The model that somebody chose instead of the one of today's data, if it is here."""
    store = connect(settings.database)
    choice = models.latest(store)
    store.dispose()
    today = fingerprint()
    if choice is None or choice.model_for(today) == today:
        return None
    path = path_of(choice.model)
    if not path.is_file():
        print(f"Het gekozen model {choice.model} is er niet; ik neem dat van nu.", flush=True)
        return None
    used_now(path)
    print(
        f"Model {choice.model}, gekozen door {choice.who} op {moments.in_words(choice.at)}. "
        "Terug naar het nieuwste: bot models use newest.",
        flush=True,
    )
    return path


class _Stopping:
    """Whether somebody asked us to stop."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._ask)

    def _ask(self, *_: object) -> None:
        self.asked = True


def _check_ports(settings: Settings) -> None:
    import socket

    for name, host, port in [
        ("BOT_PORT", settings.host, settings.port),
        *(("BOT_ENGINE_PORT", "127.0.0.1", port) for port in settings.engine_ports()),
    ]:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise CannotStart(
                    f"poort {port} is niet vrij ({error.strerror}); kies een andere met {name}"
                ) from error


def _wait_until_ready(settings: Settings, children: list[Child], stopping: _Stopping) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    url = f"http://{_reachable(settings.host)}:{settings.port}/readyz"
    while not stopping.asked:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            pass  # not listening or not ready yet; the deadline below ends the waiting
        for child in children:
            if child.died() and not child.was_killed():
                raise CannotStart(f"{child.name} stopte meteen; zie {child.log}")
        _keep_alive(children)
        if time.monotonic() > deadline:
            raise CannotStart(
                f"na {READY_WITHIN_S:.0f} s nog niet klaar; zie {children[0].log.parent}"
            )
        time.sleep(0.1)


def _keep_alive(children: list[Child]) -> None:
    for child in children:
        if not child.died():
            continue
        recent = [s for s in child.starts if s > time.monotonic() - 60]
        # One that keeps dying is not started in a loop: each time a little later.
        if time.monotonic() - child.starts[-1] < RESTART_PAUSE_S * len(recent):
            continue
        assert child.process is not None
        print(
            f"{child.name} stopte (code {child.process.returncode}); ik start hem opnieuw.",
            flush=True,
        )
        child.start()


def _stop(children: list[Child]) -> None:
    for child in reversed(children):
        if child.process is not None and child.process.poll() is None:
            child.process.terminate()
    deadline = time.monotonic() + 10
    for child in children:
        if child.process is None:
            continue
        try:
            child.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()


def _print_addresses(settings: Settings, log_dir: Path, seconds: float) -> None:
    base = settings.public_url or f"http://{_reachable(settings.host)}:{settings.port}"
    print(f"Klaar in {seconds:.1f} s.")
    print(f"  Gesprek   {base}/")
    print(f"  Console   {base}/console      (account: bot broker add MAIL --name NAAM)")
    for port in settings.engine_ports():
        print(f"  Engine    http://127.0.0.1:{port}   (alleen op deze machine)")
    print(f"  Logs      {log_dir}")
    print("Stoppen met Ctrl-C.", flush=True)


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host


def _die_with_parent(parent: int) -> None:
    """Linux: have the kernel end this child when its parent is gone (prctl PR_SET_PDEATHSIG)."""
    import ctypes

    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
    if os.getppid() != parent:  # gone before we asked; in a container the parent itself is number 1
        os._exit(1)

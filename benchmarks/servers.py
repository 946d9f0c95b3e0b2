"""Starts the two engines that are compared, and measures them from outside."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import yaml

from bot.model_files import model_path
from bot.paths import ROOT, VAR
from bot.store import migrate
from bot.training import train

HERE = Path(__file__).resolve().parent
WORK = VAR / "bench"
BIN = Path(sys.executable).parent
READY_WITHIN_S = 240.0

# Rasa's rules have built-in answers to `restart`, so stock cannot have our rule for that intent.
NOT_IN_STOCK_RULES = {"restart", "back"}


@dataclass
class Server:
    """An engine with all its processes, reachable at one or more ports."""

    name: str
    ports: list[int]
    commands: list[list[str]]
    environment: dict[str, str] = field(default_factory=dict)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    start_s: float = 0.0

    def start(self) -> None:
        """Start it and wait until it understands a message; `start_s` is how long that took."""
        WORK.mkdir(parents=True, exist_ok=True)
        started = time.monotonic()
        for i, command in enumerate(self.commands):
            with open(WORK / f"{self.name}-{i}.log", "wb") as log:
                self.processes.append(
                    subprocess.Popen(
                        command,
                        cwd=ROOT,
                        stdout=log,
                        stderr=log,
                        env={**os.environ, **self.environment},
                    )
                )
        for port in self.ports:
            self._wait(port, started + READY_WITHIN_S)
        self.start_s = time.monotonic() - started

    def _wait(self, port: int, deadline: float) -> None:
        url = f"http://127.0.0.1:{port}/model/parse"
        while time.monotonic() < deadline:
            try:
                request = urllib.request.Request(url, b'{"text": "hallo"}')
                with urllib.request.urlopen(request, timeout=30) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"{self.name} was not ready on {port}; see {WORK}")

    def stop(self) -> None:
        """Stop all of it."""
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.processes.clear()

    def _all(self) -> list[psutil.Process]:
        found = []
        for process in self.processes:
            own = psutil.Process(process.pid)
            found += [own, *own.children(recursive=True)]
        return found

    def cpu_s(self) -> float:
        """CPU seconds that all its processes used so far."""
        return sum(p.cpu_times().user + p.cpu_times().system for p in self._all())

    def memory_mb(self) -> float:
        """Proportional set size of all its processes (what is shared counts once), in MB."""
        return sum(p.memory_full_info().pss for p in self._all()) / 1e6


def ours(processes: int, first_port: int = 5305) -> Server:
    """Our engine processes on a database of their own."""
    train()
    database = f"sqlite:///{WORK / 'ours.sqlite'}"
    WORK.mkdir(parents=True, exist_ok=True)
    for old in WORK.glob("ours.sqlite*"):
        old.unlink()
    migrate(database)
    ports = [first_port + i for i in range(processes)]
    return Server(
        f"ours-{processes}",
        ports,
        [
            [sys.executable, "-m", "bot.engine.serve", str(port), str(model_path())]
            for port in ports
        ],
        {"BOT_DATABASE_URL": database, "BOT_ENGINE_TOKEN": "bench", "SANIC_WORKERS": "1"},
    )


def stock(port: int = 5405, actions_port: int = 5455) -> Server:
    """Stock Rasa with DIET and TED, its own SQL tracker store and a separate action server."""
    model = stock_model()
    for old in WORK.glob("stock.db*"):
        old.unlink()
    endpoints = WORK / "stock-endpoints.yml"
    endpoints.write_text(
        yaml.safe_dump(
            {
                "action_endpoint": {"url": f"http://127.0.0.1:{actions_port}/webhook"},
                "tracker_store": {"type": "SQL", "dialect": "sqlite", "db": str(WORK / "stock.db")},
            }
        )
    )
    migrate(f"sqlite:///{WORK / 'actions.sqlite'}")
    quiet = {
        # What our actions read of other records.
        "BOT_DATABASE_URL": f"sqlite:///{WORK / 'actions.sqlite'}",
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "LOG_LEVEL": "ERROR",
        "PYTHONWARNINGS": "ignore",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }
    return Server(
        "stock",
        [port],
        [
            [str(BIN / "rasa"), "run", "actions", "--port", str(actions_port)],
            [str(BIN / "rasa"), "run", "--enable-api", "-p", str(port), "-i", "127.0.0.1"]
            + ["-m", str(model), "--endpoints", str(endpoints)]
            + ["--credentials", str(ROOT / "credentials.yml")],
        ],
        quiet,
    )


def _stock_fingerprint() -> str:
    digest = hashlib.sha256()
    for place in (ROOT / "data" / "nlu", ROOT / "data" / "rules", HERE / "stock"):
        for file in sorted(place.glob("*.yml")):
            digest.update(file.read_bytes())
    digest.update((ROOT / "domain.yml").read_bytes())
    return digest.hexdigest()[:12]


def stock_model() -> Path:
    """Train stock Rasa on the same examples, domain and rules; kept until those change."""
    target = WORK / f"stock-{_stock_fingerprint()}.tar.gz"
    if target.exists():
        return target
    data = WORK / "stock-data"
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(ROOT / "data" / "nlu", data / "nlu")
    rules = yaml.safe_load((ROOT / "data" / "rules" / "intake.yml").read_text(encoding="utf-8"))
    for rule in rules["rules"]:
        for step in rule["steps"]:
            if "or" in step:
                step["or"] = [i for i in step["or"] if i["intent"] not in NOT_IN_STOCK_RULES]
    (data / "rules.yml").write_text(yaml.safe_dump(rules, allow_unicode=True))
    shutil.copy(HERE / "stock" / "stories.yml", data / "stories.yml")
    print("Training stock Rasa (DIET and TED; some minutes) ...", flush=True)
    trained = subprocess.run(
        [str(BIN / "rasa"), "train", "--data", str(data), "--domain", str(ROOT / "domain.yml")]
        + ["--config", str(HERE / "stock" / "config.yml"), "--out", str(WORK)]
        + ["--fixed-model-name", target.name.removesuffix(".tar.gz")],
        cwd=WORK,
        env={**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
    )
    (WORK / "stock-train.log").write_bytes(trained.stdout + trained.stderr)
    trained.check_returncode()
    return target

"""The kinds of fault. Each gets the installation while people write, breaks something, and mends
what an administrator would mend; the rest has to mend itself."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Iterator

import psutil
from sqlalchemy import text as sql

from benchmarks.faults.sides import FAULTS
from benchmarks.faults.world import (
    BACK_WITHIN_S,
    CHANNELS,
    ENGINE,
    HANDOFF,
    WEB,
    NotHere,
    Patient,
    World,
)
from tests.channels import telegram_server, whatsapp_server
from tests.running import replace_code

Break = Callable[[World], None]


@dataclass(frozen=True)
class Kind:
    """One kind of fault."""

    name: str
    group: str
    run: Break
    only: str = ""
    """The database that it is about; both where empty."""
    quick: bool = False
    """Also in the test suite."""
    duplicates: float = 0.2
    quiet_s: float = 300.0
    """Within so long after it nothing waits any more: an hour of back-off takes its time."""


KINDS: list[Kind] = []


def kind(name: str, group: str, **more: Any) -> Callable[[Break], Break]:
    """Add a kind."""

    def add(run: Break) -> Break:
        KINDS.append(Kind(name, group, run, **more))
        return run

    return add


def _add(name: str, group: str, run: Break, **more: Any) -> None:
    KINDS.append(Kind(name, group, run, **more))


def _is_back(world: World, *modules: str) -> None:
    deadline = time.monotonic() + BACK_WITHIN_S
    while not all(world.installation.pids(module) for module in modules):
        if time.monotonic() > deadline:
            raise RuntimeError(f"{modules} did not come back")
        world.keep()
        time.sleep(0.05)
    world.wait_until_ready()


# --- processes that die ---


def killed(*modules: str, times: int = 2, number: signal.Signals = signal.SIGKILL) -> Break:
    """They are killed together, again after they came back."""

    def run(world: World) -> None:
        rng = random.Random(len(modules))
        for _ in range(times):
            time.sleep(rng.uniform(0.2, 0.8))
            for module in modules:
                world.signal(module, number)
            _is_back(world, *modules)

    return run


_add("engine, kill -9", "killed", killed(ENGINE, times=3))
_add("web, kill -9", "killed", killed(WEB, times=2), quick=True)
_add("handoff worker, kill -9", "killed", killed(HANDOFF, times=3))
_add("sender, kill -9", "killed", killed(CHANNELS, times=3))
_add("engine and web, kill -9", "killed", killed(ENGINE, WEB))
_add("every process, kill -9", "killed", killed(ENGINE, WEB, HANDOFF, CHANNELS))
_add("every process, asked to end", "killed",
     killed(ENGINE, WEB, HANDOFF, CHANNELS, number=signal.SIGTERM))  # fmt: skip


@kind("engine, kill -9 while it loads", "killed")
def _while_loading(world: World) -> None:
    for pause in (0.0, 1.0, 2.5):
        world.signal(ENGINE, signal.SIGKILL)
        deadline = time.monotonic() + 30
        while not world.installation.pids(ENGINE) and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(pause)
    _is_back(world, ENGINE)


@kind("bot run itself, kill -9", "killed")
def _parent(world: World) -> None:
    world.installation.process.kill()
    world.installation.process.wait()
    time.sleep(1.5)
    world.installation.start()


def _killed_while_it_waits(module: str) -> Break:
    """The moment between having thought and having stored: it waits for the database's lock."""

    def run(world: World) -> None:
        for _ in range(3):
            with world.locked():
                time.sleep(1.0)
                world.signal(module, signal.SIGKILL)
                time.sleep(0.2)
            _is_back(world, module)

    return run


_add("engine, kill -9 as it stores", "killed", _killed_while_it_waits(ENGINE))
_add("web, kill -9 as it stores", "killed", _killed_while_it_waits(WEB))
_add("handoff worker, kill -9 as it stores", "killed", _killed_while_it_waits(HANDOFF))
_add("sender, kill -9 as it stores", "killed", _killed_while_it_waits(CHANNELS))


def _killed_in_a_call(module: str, side: str, fault: str) -> Break:
    """The other side hangs, before or after it did what was asked, and we die meanwhile."""

    def run(world: World) -> None:
        it = getattr(world.sides, side)
        if it is None:
            raise NotHere("the platform's description")
        for _ in range(2):
            with it.fails(fault):
                failed, deadline = it.failed, time.monotonic() + 15
                while it.failed == failed and time.monotonic() < deadline:
                    time.sleep(0.02)
                world.signal(module, signal.SIGKILL)
            _is_back(world, module)

    return run


for _module, _side, _title in (
    (HANDOFF, "crm", "handoff worker"),
    (CHANNELS, "whatsapp", "sender to WhatsApp"),
    (CHANNELS, "telegram", "sender to Telegram"),
):
    _add(f"{_title}, kill -9 before the effect", "killed",
         _killed_in_a_call(_module, _side, "hangs"))  # fmt: skip
    _add(f"{_title}, kill -9 after the effect", "killed",
         _killed_in_a_call(_module, _side, "hangs after"))  # fmt: skip


# --- processes that stand still ---


def _stopped(seconds: float, *modules: str) -> Break:
    def run(world: World) -> None:
        for _ in range(2):
            with world.stopped(*modules):
                time.sleep(seconds)
            time.sleep(0.5)

    return run


_add("engine stands still for 2 s", "stopped", _stopped(2.0, ENGINE))
_add("engine stands still, longer than is waited for it", "stopped", _stopped(9.0, ENGINE))
_add("web stands still for 3 s", "stopped", _stopped(3.0, WEB))
_add("handoff worker stands still for 5 s", "stopped", _stopped(5.0, HANDOFF))
_add("sender stands still for 5 s", "stopped", _stopped(5.0, CHANNELS))
_add("every process stands still for 4 s", "stopped",
     _stopped(4.0, ENGINE, WEB, HANDOFF, CHANNELS))  # fmt: skip


@kind("no processor left for 6 s", "stopped")
def _busy(_: World) -> None:
    burn = [sys.executable, "-c", "import time\nt=time.time()+6\nwhile time.time()<t: pass"]
    burning = [subprocess.Popen(burn) for _ in range(3 * (os.cpu_count() or 1))]
    for process in burning:
        process.wait()


@kind("web has no file handles left", "stopped")
def _no_handles(world: World) -> None:
    for pid in world.installation.pids(WEB):
        process = psutil.Process(pid)
        if not hasattr(process, "rlimit"):
            raise NotHere("limits of another process (Linux only)")
        soft, hard = process.rlimit(psutil.RLIMIT_NOFILE)
        process.rlimit(psutil.RLIMIT_NOFILE, (process.num_fds() + 2, hard))
        talks = []
        for _ in range(60):
            talk = socket.socket()
            talk.settimeout(2)
            talk.connect_ex(("127.0.0.1", world.installation.port))
            talks.append(talk)
        time.sleep(3.0)
        for talk in talks:
            talk.close()
        process.rlimit(psutil.RLIMIT_NOFILE, (soft, hard))


# --- the database ---


def _locked(seconds: float) -> Break:
    def run(world: World) -> None:
        with world.locked():
            time.sleep(seconds)

    return run


_add("database locked for 2 s", "database", _locked(2.0))
_add("database locked, longer than is waited for it", "database", _locked(12.0), quick=True)
_add("database locked for a minute", "database", _locked(60.0))


@kind("a reader that does not end", "database")
def _reader(world: World) -> None:
    with world.store.connect() as connection:
        connection.execute(sql("select count(*) from messages")).scalar()
        time.sleep(6.0)
        connection.execute(sql("select count(*) from tracker_events")).scalar()


def _away(seconds: float) -> Break:
    def run(world: World) -> None:
        with world.away():
            time.sleep(seconds)

    return run


_add("database away for 5 s", "database", _away(5.0), quick=True)
_add("database away for a minute", "database", _away(60.0))


@kind("database away, and all processes start meanwhile", "database")
def _away_and_started(world: World) -> None:
    with world.away():
        for module in (ENGINE, WEB, HANDOFF, CHANNELS):
            world.signal(module, signal.SIGKILL)
        time.sleep(8.0)
    _is_back(world, ENGINE, WEB, HANDOFF, CHANNELS)


@kind("database server crashes", "database", only="postgresql")
def _crash(world: World) -> None:
    assert world.postgres
    for _ in range(2):
        world.postgres.stop("immediate")
        time.sleep(1.0)
        world.postgres.start()
        time.sleep(2.0)


@kind("one process of the database server, kill -9", "database", only="postgresql")
def _backend(world: World) -> None:
    assert world.postgres
    ours = [p for p in world.postgres.processes()[1:] if "127.0.0.1" in " ".join(p.cmdline())]
    if ours:
        ours[0].kill()
    time.sleep(3.0)


@kind("every connection to the database is ended", "database", only="postgresql")
def _ended(world: World) -> None:
    assert world.postgres
    for _ in range(5):
        world.postgres.admin(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'bot'"
        )
        time.sleep(0.7)


@kind("no connection to the database left", "database", only="postgresql")
def _no_connections(world: World) -> None:
    assert world.postgres
    world.postgres.admin("alter database bot allow_connections false")
    world.postgres.admin(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'bot'"
    )
    time.sleep(5.0)
    world.postgres.admin("alter database bot allow_connections true")


@kind("database can only be read", "database", only="postgresql")
def _read_only(world: World) -> None:
    assert world.postgres
    world.postgres.admin("alter database bot set default_transaction_read_only = on")
    end = "select pg_terminate_backend(pid) from pg_stat_activity where datname = 'bot'"
    world.postgres.admin(end)
    time.sleep(6.0)
    world.postgres.admin("alter database bot set default_transaction_read_only = off")
    world.postgres.admin(end)


@kind("statements are cut off", "database", only="postgresql")
def _timeout(world: World) -> None:
    assert world.postgres
    for _ in range(20):
        world.postgres.admin(
            "select pg_cancel_backend(pid) from pg_stat_activity "
            "where datname = 'bot' and state = 'active'"
        )
        time.sleep(0.1)


# --- the disk ---


@kind("disk of the database full", "disk", quick=True)
def _disk_full(world: World) -> None:
    with world.full(world.disk):
        time.sleep(6.0)


@kind("disk of the database full, and all processes start meanwhile", "disk", only="sqlite")
def _disk_full_and_started(world: World) -> None:
    with world.full(world.disk):
        for module in (ENGINE, WEB, HANDOFF, CHANNELS):
            world.signal(module, signal.SIGKILL)
        time.sleep(8.0)
    _is_back(world, ENGINE, WEB, HANDOFF, CHANNELS)


@kind("disk of the logs full", "disk")
def _logs_full(world: World) -> None:
    with world.full(world.logs), world.sides.crm.fails("500"):
        world.signal(WEB, signal.SIGKILL)
        _is_back(world, WEB)
        time.sleep(3.0)


# --- the clock ---


def _clock(*offsets: str) -> Break:
    """Set the clock of all processes, one offset after the other."""

    def run(world: World) -> None:
        with _clock_of(world, "+0") as setting:
            for offset in offsets:
                time.sleep(2.0)
                setting.write_text(offset)
            time.sleep(4.0)

    return run


@contextmanager
def _clock_of(world: World, offset: str) -> Iterator[Path]:
    """All processes have the clock that stands in the file that is given."""
    library = _faketime()
    setting = world.folder / "clock"
    setting.write_text(offset)
    world.restart(
        LD_PRELOAD=str(library),
        FAKETIME_TIMESTAMP_FILE=str(setting),
        FAKETIME_CACHE_DURATION="1",
        FAKETIME_DONT_FAKE_MONOTONIC="1",
        # Python takes what it compiled before for outdated where a file seems of another time.
        NO_FAKE_STAT="1",
    )
    try:
        yield setting
    finally:
        world.restart(LD_PRELOAD="")


def _faketime() -> Path:
    for folder in sys.path:
        found = list(Path(folder).glob("libfaketime/vendor/libfaketime/src/libfaketime*.so*"))
        if found:
            return found[0]
    raise NotHere("libfaketime")


_add("clock jumps two hours ahead", "clock", _clock("+2h"))
_add("clock jumps two hours back", "clock", _clock("-2h"))
_add("clock jumps a day ahead and back", "clock", _clock("+1d", "+0", "-1h"))


# --- the other sides ---


def _side_fails(side: str, fault: str, seconds: float, share: float = 1.0) -> Break:
    def run(world: World) -> None:
        it = getattr(world.sides, side)
        if it is None:
            raise NotHere("the platform's description")
        with it.fails(fault, share) if side != "mail" else it.failing(fault):
            time.sleep(seconds)

    return run


for _side, _title in (("crm", "CRM"), ("whatsapp", "WhatsApp"), ("telegram", "Telegram")):
    for _fault in FAULTS:
        _share = 0.4 if _fault in ("answer lost", "hangs after") else 1.0
        _add(f"{_title}: {_fault}", _title, _side_fails(_side, _fault, 5.0, _share))
for _fault in ("451", "answer lost", "slow", "away"):
    _add(f"mail server: {_fault}", "mail", _side_fails("mail", _fault, 5.0))


@kind("all other sides are down for a minute", "all sides", quiet_s=600.0)
def _all_down(world: World) -> None:
    with _down(world):
        time.sleep(60.0)


@contextmanager
def _down(world: World) -> Iterator[None]:
    sides = world.sides
    platforms = (_maybe(sides.whatsapp), _maybe(sides.telegram))
    with sides.crm.fails("reset"), sides.mail.failing("away"), platforms[0], platforms[1]:
        yield


@kind("all other sides are down for an hour (clock x 60)", "all sides", quiet_s=600.0)
def _all_down_for_an_hour(world: World) -> None:
    """The time of day runs sixty times as fast, and with it every wait of ours between two tries;
    receivers of webhooks are told so late that a signature is too old, and take it afterwards."""
    with _clock_of(world, "+0 x60"), _down(world):
        time.sleep(60.0)


@contextmanager
def _maybe(side: Any) -> Iterator[None]:
    if side is None:
        yield
        return
    with side.fails("reset"):
        yield


# --- how messages come ---


def _request(world: World, head: bytes) -> socket.socket:
    talk = socket.create_connection(("127.0.0.1", world.installation.port), timeout=10)
    talk.sendall(head)
    return talk


@kind("each message comes again", "deliveries", duplicates=1.0, quick=True)
def _again(_: World) -> None:
    time.sleep(1.0)


@kind("the same message, ten times at once", "deliveries")
def _at_once(world: World) -> None:
    if world.sides.whatsapp is None:
        raise NotHere("WhatsApp's description")
    person = world.sides.whatsapp.person("31699000000")
    for number in range(5):
        said = whatsapp_server.Message(
            person, whatsapp_server.text(f"hallo (p0.{number})"), id=f"wamid.at-once.{number}"
        )
        body = whatsapp_server.envelope(said.value())
        threads = [threading.Thread(target=_post_whatsapp, args=(world, body)) for _ in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    stored = world.query("select count(*) from messages where external_id like '%wamid.at-once.%'")[
        0
    ][0]
    if stored != 5:
        raise RuntimeError(f"{stored} stored of 5")


def _post_whatsapp(world: World, body: bytes) -> int:
    import httpx

    answer = httpx.post(
        f"{world.installation.url}/webhooks/whatsapp",
        content=body,
        headers={
            "Content-Type": "application/json",
            "X-Hub-Signature-256": whatsapp_server.signature(body),
        },
        timeout=20,
        trust_env=False,
    )
    return answer.status_code


@kind("webhooks come out of order, and much too late", "deliveries")
def _late(world: World) -> None:
    if world.sides.whatsapp is None:
        raise NotHere("WhatsApp's description")
    person = world.sides.whatsapp.person("31699000001")
    moments = [0.0, -3600.0, -86400.0 * 3, -60.0, 0.0]
    for number, moment in enumerate(moments):
        said = whatsapp_server.Message(
            person,
            whatsapp_server.text(f"hallo (p0.{number})"),
            id=f"wamid.late.{number}",
            at=time.time() + moment,
        )
        status = _post_whatsapp(world, whatsapp_server.envelope(said.value()))
        if status != 200:
            raise RuntimeError(f"answered {status}")
    person.wrote_at = time.time()


@kind("statuses of messages that are not ours", "deliveries")
def _strange_statuses(world: World) -> None:
    if world.sides.whatsapp is None:
        raise NotHere("WhatsApp's description")
    for name in ("sent", "delivered", "read", "failed"):
        told = whatsapp_server.status("wamid.unknown", name, 131026 if name == "failed" else None)
        if _post_whatsapp(world, whatsapp_server.envelope(told)) != 200:
            raise RuntimeError("not taken")


@kind("acknowledgements get lost", "deliveries")
def _acknowledgements(world: World) -> None:
    """The sender is gone before it reads the answer, and brings it again later."""
    for number in range(20):
        body = once_on_telegram(number)
        head = (
            f"POST /webhooks/telegram HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            f"X-Telegram-Bot-Api-Secret-Token: {telegram_server.SECRET}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        for _ in range(2):
            talk = _request(world, head.encode() + body)
            talk.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            talk.close()
    time.sleep(2.0)


def once_on_telegram(number: int) -> bytes:
    """An update of somebody who writes once."""
    from benchmarks.faults.sides import update

    return update(6_000_000 + number + int(time.time() * 10) % 100_000 * 100, 1, "hallo (p0.0)")


@kind("requests that stop halfway", "deliveries")
def _halfway(world: World) -> None:
    for _ in range(50):
        talk = _request(
            world,
            b"POST /api/conversations/x/messages HTTP/1.1\r\nHost: x\r\n"
            b'Content-Type: application/json\r\nContent-Length: 500\r\n\r\n{"client',
        )
        talk.close()
    time.sleep(1.0)


@kind("two hundred requests that never end", "deliveries")
def _slow_clients(world: World) -> None:
    talks = [
        _request(world, b"POST /webhooks/telegram HTTP/1.1\r\nHost: x\r\nX-") for _ in range(200)
    ]
    for _ in range(5):
        for talk in talks:
            try:
                talk.sendall(b"a")
            except OSError:
                continue
        time.sleep(1.0)
    for talk in talks:
        talk.close()


@kind("one person writes a hundred messages in a second", "deliveries")
def _burst(world: World) -> None:
    import httpx

    if world.sides.telegram is None:
        raise NotHere("Telegram's description")
    from benchmarks.faults.sides import update

    chat = 5_000_000 + int(time.time()) % 1_000_000
    with httpx.Client(base_url=world.installation.url, timeout=20, trust_env=False) as http:
        for number in range(100):
            answer = http.post(
                "/webhooks/telegram",
                content=update(chat, number, "hallo"),
                headers={"X-Telegram-Bot-Api-Secret-Token": telegram_server.SECRET},
            )
            if answer.status_code != 200:
                raise RuntimeError(f"answered {answer.status_code}")


@kind("nonsense on every path", "deliveries")
def _nonsense(world: World) -> None:
    rng = random.Random(5)
    paths = (
        "/webhooks/whatsapp", "/webhooks/telegram", "/api/conversations", "/api/transfers/x",
        "/api/conversations/x/messages", "/console/login", "/%00", "/../../etc/passwd",
    )  # fmt: skip
    for _ in range(100):
        body = rng.randbytes(rng.randrange(200))
        head = (
            f"POST {rng.choice(paths)} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        talk = _request(world, head.encode() + body)
        answer = talk.recv(100)
        talk.close()
        if b" 500 " in answer:
            raise RuntimeError(f"a server error: {head!r} {body!r}")


# --- deploys ---


@kind("bot run is started anew", "deploy")
def _deploy(world: World) -> None:
    world.restart()


@kind("deploy: a new model", "deploy")
def _new_model(world: World) -> None:
    from bot.model_files import model_path

    copy = world.folder / "new.tar.gz"
    _retagged(model_path(), copy)
    world.restart(BOT_MODEL=str(copy))
    time.sleep(2.0)
    world.restart(BOT_MODEL="")


def _retagged(model: Path, copy: Path) -> None:
    """The model as another training would have made it: with another id in its metadata."""
    import io
    import json
    import tarfile
    import uuid

    with tarfile.open(model) as old, tarfile.open(copy, "w:gz") as new:
        for member in old.getmembers():
            file = old.extractfile(member) if member.isfile() else None
            content = file.read() if file else b""
            if member.name.endswith("metadata.json") and b"model_id" in content:
                told = json.loads(content)
                told["model_id"] = uuid.uuid4().hex
                content = json.dumps(told).encode()
                member.size = len(content)
            new.addfile(member, io.BytesIO(content) if file else None)


@kind("deploy: a new schema while the old version runs", "deploy")
def _new_schema(world: World) -> None:
    """What a migration does to a table in use: a column, an index, a table."""
    name = f"x{int(time.time())}"
    statements = (
        f"alter table messages add column {name} varchar(20)",
        f"alter table trackers add column {name} integer default 0",
        f"create index ix_{name} on messages ({name})",
        f"create table {name} (id integer primary key)",
    )
    for statement in statements:
        with world.store.connect() as plain:
            connection = plain.execution_options(sqlite_begin="IMMEDIATE")
            with connection.begin():
                connection.execute(sql(statement))
        time.sleep(1.0)
    world.restart()


def _is_new(world: World, old: set[int]) -> None:
    """Wait until the installation went on by itself as another version."""
    deadline = time.monotonic() + BACK_WITHIN_S
    while time.monotonic() < deadline:
        ours = {pid for module in (ENGINE, WEB) for pid in world.installation.pids(module)}
        if ours and not ours & old and world.installation.status("/readyz") == 200:
            return
        world.keep()
        time.sleep(0.1)
    raise RuntimeError("it did not go on as the new version")


@kind("deploy: code replaced, processes die, then the schema", "deploy")
def _replaced(world: World) -> None:
    """What is started anew is of the new version, and the rest is of the old one."""
    installation = world.installation
    old = {pid for module in (ENGINE, WEB) for pid in installation.pids(module)}
    later = replace_code(world.root)
    for module in (ENGINE, HANDOFF, CHANNELS):
        world.signal(module, signal.SIGKILL)
    time.sleep(4.0)
    world.signal(WEB, signal.SIGKILL)
    time.sleep(4.0)
    if world.query("select version_num from alembic_version")[0][0] == later:
        raise RuntimeError("a process that was started anew migrated")
    installation.migrate()
    _is_new(world, old)


@kind("deploy: the schema from elsewhere, then the code", "deploy")
def _from_elsewhere(world: World) -> None:
    """Another machine is first: ours stops working with the database until its turn comes."""
    installation = world.installation
    old = {pid for module in (ENGINE, WEB) for pid in installation.pids(module)}
    elsewhere = world.folder / f"elsewhere-{time.time():.0f}"
    shutil.copytree(world.root, elsewhere, symlinks=True)
    replace_code(elsewhere)
    command = [sys.executable, "-W", "ignore", "-m", "bot", "migrate"]
    subprocess.run(command, cwd=elsewhere, env=installation.environment, check=True, timeout=120)
    time.sleep(3.0)
    if installation.status("/readyz") == 200:
        raise RuntimeError("it works on with a schema that is not its own")
    world.signal(ENGINE, signal.SIGKILL)
    time.sleep(3.0)
    replace_code(world.root)
    _is_new(world, old)


@kind("deploy: two processes migrate at once", "deploy")
def _two_migrate(world: World) -> None:
    old = {pid for module in (ENGINE, WEB) for pid in world.installation.pids(module)}
    replace_code(world.root)
    command = [sys.executable, "-W", "ignore", "-m", "bot", "migrate"]
    running = [
        subprocess.Popen(
            command, cwd=world.root, env=world.installation.environment, stderr=subprocess.PIPE
        )
        for _ in range(3)
    ]
    for process in running:
        _, told = process.communicate(timeout=120)
        if process.returncode:
            raise RuntimeError(told.decode()[-200:])
    _is_new(world, old)


@kind("deploy: old and new beside each other", "deploy")
def _beside(world: World) -> None:
    """Two of everything on one database, for a while."""
    folder = world.folder / f"second-{time.time():.0f}"
    folder.mkdir()
    second = Patient(folder, world.root, **world.settings)
    try:
        time.sleep(5.0)
    finally:
        second.stop()


def by_name(names: str) -> list[Kind]:
    """Kinds whose name or group contains one of these, separated by ``|``."""
    wanted = [n.strip() for n in names.split("|") if n.strip()]
    return [k for k in KINDS if not wanted or any(w in k.name or w == k.group for w in wanted)]


assert len({k.name for k in KINDS}) == len(KINDS)

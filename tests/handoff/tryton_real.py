"""A real Tryton for tests: started once for a file of tests, emptied before each."""

from __future__ import annotations

import base64
import importlib.util
import json
import sqlite3
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Iterator

import httpx

from bot.handoff.crm.tryton import Tryton
from tests.conftest import need

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "tryton.py"
TIMEOUT_S = "1"
"""Shorter than a fault lasts; an answer takes some tens of milliseconds."""

MADE = (
    "sale_opportunity",
    "sale_opportunity__history",
    "sale_sale",
    "party_contact_mechanism",
    "party_identifier",
    "party_address",
    "company_employee",
)
"""Tables of what tests make; parties too, but for those that were there from the start."""


def _load_script() -> Any:
    spec = importlib.util.spec_from_file_location("tryton_script", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["tryton_script"] = module  # NamedTuple looks its module up
    spec.loader.exec_module(module)
    return module


script: Any = _load_script()


class RealTryton:
    """What runs: its address, a look in its database, and what others do there."""

    database: str = script.DATABASE

    def __init__(self, url: str, key: str, folder: Path) -> None:
        self.url, self.key = url, key
        self._folder, self._file = folder, folder / f"{self.database}.sqlite"
        self._admin: Any = None
        self._first_parties = self.rows("select id from party_party")

    def plugin(self, url: str | None = None, **settings: str) -> Tryton:
        """Our plugin, on this Tryton or on what stands in front of it."""
        values = {
            "url": url or self.url,
            "database": self.database,
            "key": self.key,
            "company": "",
            "timeout_s": TIMEOUT_S,
        }
        return Tryton(values | settings)

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """What a query finds in the database itself."""
        with closing(sqlite3.connect(self._file, timeout=10)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute(sql, values)]

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return int(self.rows(f"select count(*) as n from {table}")[0]["n"])

    def everything(self) -> str:
        """All that stands anywhere in the database, histories and logs too."""
        with closing(sqlite3.connect(self._file, timeout=10)) as connection:
            names = connection.execute("select name from sqlite_master where type = 'table'")
            tables = [name for (name,) in names]
            return "\n".join(
                f"{table} {row}"
                for table in tables
                for row in connection.execute(f'select * from "{table}"')
            )

    def empty(self) -> None:
        """As it was at the start."""
        first = ", ".join(str(row["id"]) for row in self._first_parties)
        with closing(sqlite3.connect(self._file, timeout=10)) as connection, connection:
            for table in MADE:
                connection.execute(f"delete from {table}")
            connection.execute(f"delete from party_party where id not in ({first})")

    def broker(self, method: str, path: str, body: Any = None) -> Any:
        """What somebody else does, through REST."""
        told = base64.urlsafe_b64encode(json.dumps({"company": 1}).encode()).decode()
        answer = httpx.request(
            method,
            f"{self.url}/{self.database}/rest/model/{path}",
            headers={"Authorization": f"bearer {self.key}", "X-Tryton-Context": told},
            json=body,
            timeout=30,
        )
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def admin(self, method: str, *parameters: Any) -> Any:
        """What the administrator does, through RPC."""
        if self._admin is None:
            self._admin = script.Admin(self.url, script.access(self._folder)["admin"])
            assert self._admin.came_in()
            self._admin.context["company"] = 1
        return self._admin.call(method, *parameters)


@contextmanager
def real_tryton(folder: Path) -> Iterator[RealTryton]:
    """A Tryton on a free port until the end; skips, aloud, where there can be none."""
    try:
        running = script.start(folder)
    except script.NotHere as reason:
        need(False, f"Tryton ({reason})")
        raise
    try:
        yield RealTryton(running.url, running.key, folder)
    finally:
        script.stop(running.process)

"""A CRM on paper, for demonstrations and tests: a folder, that can be told to fail in every way."""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict
from pathlib import Path
from typing import Mapping

from bot.handoff.crm.base import (
    Conflict,
    Crm,
    CrmError,
    CrmSettingsError,
    Delivered,
    Handoff,
    NotAllowed,
    Rejected,
    Setting,
    Unavailable,
)

FAILURES: Mapping[str, CrmError] = {
    "rejected": Rejected("antwoordde 400 (onderwerp: max_length)"),
    "not_allowed": NotAllowed("antwoordde 401"),
    "conflict": Conflict("antwoordde 409"),
    "precondition": Conflict("antwoordde 412"),
    "busy": Unavailable("antwoordde 429", 7.0),
    "broken": Unavailable("antwoordde 500"),
    "slow": Unavailable("gaf niet op tijd antwoord"),
    "cut": Unavailable("was niet te bereiken (RemoteProtocolError)"),
}
"""Ways to fail; each may end in ``_after``: then it stood there all the same."""


class Demo(Crm):
    """One JSON file a growth question."""

    name = "demo"
    title = "de demo-CRM"
    settings = (
        Setting("folder", "map voor de bestanden", "var/demo-crm"),
        Setting("fail", "hoe het misgaat, met komma's, elk één keer op rij; leeg is goed", ""),
        Setting("timeout_s", "seconden die een trage keer duurt", "0"),
    )

    def __init__(self, values: Mapping[str, str]) -> None:
        super().__init__(values)
        self._folder = Path(values["folder"])
        self._fail = [name.strip() for name in values["fail"].split(",") if name.strip()]
        for name in self._fail:
            if name.removesuffix("_after") not in FAILURES:
                raise CrmSettingsError(f"BOT_CRM_DEMO_FAIL kent geen {name!r}")

    def deliver(self, handoff: Handoff, reference: str | None) -> Delivered:
        """Write the file, whole or not at all."""
        failure = self._next()
        if failure is None or failure.endswith("_after"):
            self._folder.mkdir(parents=True, exist_ok=True)
            target = self._folder / f"{handoff.key}.json"
            part = target.with_suffix(".part")
            part.write_text(json.dumps(asdict(handoff), ensure_ascii=False, indent=1), "utf-8")
            os.replace(part, target)
        self._raise(failure)
        return Delivered(handoff.key)

    def withdraw(self, handoff: Handoff, reference: str | None) -> None:
        """Remove the file."""
        failure = self._next()
        if failure is None or failure.endswith("_after"):
            (self._folder / f"{handoff.key}.json").unlink(missing_ok=True)
        self._raise(failure)

    def check(self) -> None:
        """It fails as it would the next time."""
        self._raise(self._fail[0] if self._fail else None)

    def _next(self) -> str | None:
        return self._fail.pop(0) if self._fail else None

    def _raise(self, failure: str | None) -> None:
        if failure is None:
            return
        kind = failure.removesuffix("_after")
        if kind == "slow":
            time.sleep(float(self.values["timeout_s"]))
        raise FAILURES[kind]

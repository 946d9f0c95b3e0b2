"""The signed webhook, checked with the library that receivers use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.handoff.crm import CrmError, CrmSettingsError, NotAllowed, Unavailable
from bot.handoff.crm.registry import make, names
from bot.handoff.crm.webhook import Webhook
from tests.handoff.counterpart import Counterpart, Fault
from tests.handoff.failing import HANDOFF, check_fault, each_fault
from tests.handoff.receiver import SECRET, System


@pytest.fixture()
def system() -> Iterator[System]:
    with System() as running:
        yield running


def webhook(system: Counterpart, secret: str = SECRET) -> Webhook:
    return Webhook({"url": f"{system.url}/in", "secret": secret, "timeout_s": "0.5"})


@each_fault
def test_every_failure(system: System, fault: Fault, expected: type[CrmError]) -> None:
    crm = webhook(system)
    check_fault(fault, expected, system, crm, lambda: len(system.ever))
    assert not set(system.stands) - {"GV-2026-AAAAAA"}, "all but the first were taken back"
    crm.close()


def test_what_is_sent(system: System) -> None:
    crm = webhook(system)
    crm.deliver(HANDOFF, None)
    told = system.stands[HANDOFF.key]
    assert told["question"] == HANDOFF.question and told["version"] == 1
    assert told["contact"] == {
        "name": "Sam de Boer",
        "email": "sam@deboer.example",
        "phone": "0612345678",
    }
    [request] = system.requests
    assert request.headers["webhook-id"] == "GV-2026-7K3M9P.1"
    assert set(json.loads(request.body)) == {"type", "timestamp", "data"}
    crm.deliver(replace(HANDOFF, version=2, person=None), HANDOFF.key)
    assert system.stands[HANDOFF.key]["contact"] is None
    crm.withdraw(HANDOFF, HANDOFF.key)
    assert system.stands == {}
    assert "question" not in system.requests[-1].json["data"], "nothing of it is repeated"
    crm.close()


def test_check_says_what_is_wrong(system: System) -> None:
    crm = webhook(system)
    crm.check()
    crm.close()
    other = webhook(system, "whsec_" + "QUJD" * 8)
    with pytest.raises(NotAllowed, match="401"):
        other.check()
    other.close()
    gone = Webhook({"url": "http://127.0.0.1:9/in", "secret": SECRET, "timeout_s": "0.5"})
    with pytest.raises(Unavailable, match="niet te bereiken"):
        gone.check()
    gone.close()


@pytest.mark.parametrize("secret", ["whsec_", "whsec_kort", "geheim!", "whsec_" + "QUJD" * 40])
def test_a_key_that_is_none_is_refused(secret: str) -> None:
    environment = {"BOT_CRM_WEBHOOK_URL": "http://x", "BOT_CRM_WEBHOOK_SECRET": secret}
    with pytest.raises(CrmSettingsError, match="BOT_CRM_WEBHOOK_SECRET"):
        make("webhook", environment)


def test_the_registry_says_what_to_set() -> None:
    assert names(" Demo, webhook,demo,") == ["demo", "webhook"]
    with pytest.raises(CrmSettingsError, match="BOT_CRM_WEBHOOK_URL en BOT_CRM_WEBHOOK_SECRET"):
        make("webhook", {})
    with pytest.raises(CrmSettingsError, match="'hubspit' bestaat niet"):
        make("hubspit", {})

"""A whole installation as somebody uses it: website, REST interface, command line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from typing import Any

import pytest

from bot.growth_question import record as records
from tests.running import Browser, Installation


def post(url: str, body: bytes) -> tuple[int, Any]:
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())


def bot(installation: Installation, *arguments: str, typed: str = "") -> Any:
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "bot", *arguments],
        env=installation.environment,
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
    )


# --- the website's path ---


def test_two_quick_messages_are_both_answered_in_order(installation: Installation) -> None:
    talk = Browser(installation.url)
    hello = talk.wait_for_answer(0)
    sent = [
        talk.send(text, f"c{i}")["message_id"] for i, text in enumerate(["hallo", "wie ben jij"])
    ]
    while True:
        after = talk.messages(hello[-1]["id"])
        bots = [m for m in after if m["author"] == "bot"]
        if len(bots) >= 2:
            break
    assert [m["id"] for m in after if m["author"] == "entrepreneur"] == sent
    assert "computer" in bots[-1]["text"], "the second question is answered after the first"


def test_ten_messages_in_a_second_are_all_answered(installation: Installation) -> None:
    talk = Browser(installation.url)
    talk.wait_for_answer(0)
    threads = [
        threading.Thread(target=talk.send, args=(f"bericht nummer {i}", f"c{i}")) for i in range(10)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sent = [m["id"] for m in talk.messages() if m["author"] == "entrepreneur"]
    assert len(sent) == 10
    last = talk.wait_for_answer(sent[-1])
    assert last


def test_options_come_along_and_can_be_chosen(installation: Installation) -> None:
    talk = Browser(installation.url)
    hello = talk.wait_for_answer(0)
    talk.send("onze beste mensen gaan weg", "c1")
    question = talk.wait_for_answer(hello[-1]["id"])[-1]
    for i in range(4):
        if question["buttons"]:
            break
        talk.send("gisteren ging er weer een naar de buren", f"open-{i}")
        question = talk.wait_for_answer(question["id"])[-1]
    assert question["custom"]["asks"] in ("need_question", "confirm") and question["buttons"]
    talk.choose(question["buttons"][0]["payload"], "c2")
    following = talk.wait_for_answer(question["id"])[-1]
    assert following["custom"]["about"] != question["custom"]["about"]
    own = [m["text"] for m in talk.messages() if m["author"] == "entrepreneur"]
    assert own[-1] == question["buttons"][0]["title"]


# --- Rasa's REST interface, on loopback ---


def test_rest_webhook_and_tracker(installation: Installation) -> None:
    url = f"{installation.engine_url}/webhooks/rest/webhook"
    status, said = post(
        url, json.dumps({"sender": "rest-1", "message": "wij vinden geen personeel"}).encode()
    )
    assert status == 200 and "computer" in said[0]["text"]
    assert set(said[-1]["custom"]) == {"asks", "about"}
    while not said[-1].get("buttons"):
        body = {"sender": "rest-1", "message": "gisteren zei er weer een af"}
        said = post(url, json.dumps(body).encode())[1]
    question = said[-1]
    assert question["recipient_id"] == "rest-1"
    assert set(question["custom"]) == {"asks", "about"}
    assert all(set(b) == {"title", "payload"} for b in question["buttons"])
    tracker_url = f"{installation.engine_url}/conversations/rest-1/tracker"
    with urllib.request.urlopen(f"{tracker_url}?token=test-token", timeout=10) as answer:
        tracker = json.loads(answer.read())
    assert tracker["slots"]["growth_question"] is None
    assert tracker["latest_message"]["text"] == "gisteren zei er weer een af"
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(tracker_url, timeout=10)
    assert refused.value.code == 401


def test_rest_growth_question_is_in_the_slot_and_in_the_store(installation: Installation) -> None:
    url = f"{installation.engine_url}/webhooks/rest/webhook"

    def say(text: str) -> list[Any]:
        return post(url, json.dumps({"sender": "rest-2", "message": text}).encode())[1]

    say("mens graag")
    tracker_url = f"{installation.engine_url}/conversations/rest-2/tracker?token=test-token"
    with urllib.request.urlopen(tracker_url, timeout=10) as answer:
        record = json.loads(answer.read())["slots"]["growth_question"]
    records.validate(record)
    shown = bot(installation, "growth-question", "show", record["id"])
    assert shown.returncode == 0 and json.loads(shown.stdout) == record
    listed = bot(installation, "growth-question", "list").stdout
    assert record["id"] in listed


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"{}", b'{"sender": "a"}', b'{"sender": 1, "message": "x"}',
     b'{"sender": "", "message": "x"}', b'{"sender": "a", "message": "\xff"}'],
)  # fmt: skip
def test_rest_broken_bodies(installation: Installation, body: bytes) -> None:
    status, answer = post(f"{installation.engine_url}/webhooks/rest/webhook", body)
    if status == 200:
        assert answer[0]["text"], "an empty message gets a friendly answer"
    else:
        assert status == 400 and answer["error"]["message"]


def test_model_parse(installation: Installation) -> None:
    status, parsed = post(
        f"{installation.engine_url}/model/parse",
        b'{"text": "klanten betalen pas na negentig dagen"}',
    )
    assert status == 200 and parsed["needs"][0]["id"] == "fin_liquiditeit"
    assert post(f"{installation.engine_url}/model/parse", b'{"text": 5}')[0] == 400


def test_engine_listens_on_loopback_only(installation: Installation) -> None:
    import psutil

    # All of them: a process that was forked a moment ago shows its parent's name until it execs.
    listening = [
        connection
        for pid in installation.pids("bot.engine.serve")
        for connection in psutil.Process(pid).net_connections()
        if connection.status == "LISTEN"
    ]
    assert {c.laddr.ip for c in listening} == {"127.0.0.1"}
    assert installation.engine_port in {c.laddr.port for c in listening}


# --- the command line ---


def test_chat_in_the_terminal(installation: Installation) -> None:
    talked = bot(
        installation,
        "chat",
        typed="onze beste mensen gaan weg\n"
        "vorige week zegde er weer een monteur zijn baan op\n"
        "dat ik steeds weer nieuwe mensen moet inwerken\n1\n",
    )
    assert talked.returncode == 0, talked.stderr
    assert "computer" in talked.stdout and "1." in talked.stdout
    assert talked.stdout.count("bot>") >= 5


def test_parse_prints_one_object_a_line(installation: Installation) -> None:
    done = bot(installation, "parse", "we zitten in Urk", "ik vind geen personeel")
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["text"] for line in lines] == ["we zitten in Urk", "ik vind geen personeel"]
    assert all(set(line) == {"text", "intent", "entities", "needs"} for line in lines)


def test_doctor_names_each_part(installation: Installation) -> None:
    done = bot(installation, "doctor")
    assert done.returncode == 0, done.stdout
    for part in ("model", "spaCy", "database", "engine", "kennis en teksten", "Telegram"):
        assert part in done.stdout
    listed = bot(installation, "doctor", "--settings").stdout
    assert "BOT_DATABASE_URL" in listed and "test-token" not in listed


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ([], 2),
        (["nonsense"], 2),
        (["growth-question"], 2),
        (["parse"], 2),
        (["growth-question", "show", "GV-2026-XXXXXXXX"], 1),
        (["broker", "add", "geen-mail", "--name", "X", "--password-stdin"], 1),
    ],
)
def test_errors_are_one_clear_line(
    installation: Installation, arguments: list[str], status: int
) -> None:
    done = bot(installation, *arguments, typed="een lang wachtwoord\n")
    assert done.returncode == status
    assert "Traceback" not in done.stderr and done.stderr.strip()


# --- its processes ---


def test_taking_in_goes_before_answering(
    installation: Installation,
) -> None:
    """Linux shares processor time evenly between sessions; within one it looks at who gives way."""
    main = installation.process.pid
    [web], [engine] = installation.pids("bot.app"), installation.pids("bot.engine.serve")
    assert os.getsid(web) == os.getsid(engine) == os.getsid(main)
    assert os.getpriority(os.PRIO_PROCESS, web) < os.getpriority(os.PRIO_PROCESS, engine)
    # Ctrl-C reaches `bot run` alone, which stops the others in their order.
    assert len({os.getpgid(pid) for pid in (main, web, engine)}) == 3

"""Somebody who talks with the assistant as a script says: words of their own, and the option that
fits their need."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Mapping

import yaml

from bot.knowledge import Knowledge, Question
from tests.talk import Talk

MOST_TURNS = 45

ENDS = ("confirmed", "crisis", "human", "stopped")


@dataclass
class Script:
    """One talk."""

    path: Path
    title: str
    need: str
    opening: str
    answers: Mapping[str, str]
    interrupts: list[dict[str, Any]]
    expect: Mapping[str, Any]
    kind: str = "straight"
    known_problem: str | None = None
    """Why this talk is known to go wrong; its test fails once that is no longer so."""
    otherwise: str | None = None
    """Option for questions that ``answers`` does not name; else the one that fits the need."""

    @classmethod
    def load(cls, path: Path) -> Script:
        """Read it."""
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        expect = data["expect"]
        return cls(
            path=path,
            title=data["title"],
            need=data.get("need") or expect["need"],
            opening=data["opening"],
            answers={name: str(text) for name, text in data["answers"].items()},
            interrupts=[dict(i) for i in data.get("interrupts") or ()],
            expect=expect,
            kind=data.get("kind", "straight"),
            known_problem=data.get("known_problem"),
            otherwise=data.get("otherwise"),
        )


@dataclass
class Result:
    """What came of a talk."""

    asked: list[str] = field(default_factory=list)
    """What was asked, in order; a question that is put again counts once in a row."""
    problems: list[str] = field(default_factory=list)
    ended: str = ""
    turns: int = 0


class Persona:
    """Plays one script."""

    def __init__(self, script: Script, talk: Talk, knowledge: Knowledge) -> None:
        self.script, self.talk, self.k = script, talk, knowledge
        self.left = [dict(i) for i in script.interrupts]
        self.result = Result()
        self.questions = 0
        """Different things asked after the opening."""

    def play(self) -> Result:
        """From hello to the end."""
        wanted = self.script.expect.get("ends", "confirmed")
        opening = next((i for i in self.left if i["at"] == "opening"), None)
        if opening:
            self._interrupt(opening, back=None)
        self.talk.say(self.script.opening)
        self._note()
        while self.result.turns < MOST_TURNS:
            self.result.turns += 1
            if self._ended(wanted):
                break
            now = self._interrupt_now()
            if now:
                self._interrupt(now, back=self.talk.about if now.get("back") else None)
            else:
                self._answer()
            self._note()
        else:
            self.result.problems.append(f"no end after {MOST_TURNS} turns: {self.result.asked}")
        return self.result

    def _ended(self, wanted: str) -> bool:
        about, record = self.talk.about, self.talk.record
        confirmed = bool(record and record["status"] == "confirmed")
        if confirmed and about in (None, "route", "contact"):
            self.result.ended = "confirmed"
        elif about == "care":
            self.result.ended = "crisis"
        elif wanted == "human" and not self.left and (self.talk.slot("intake") or {})["contact"]:
            self.result.ended = "human"
        elif about is None and not self.left:
            if record and record["route"] == "human_now":
                self.result.ended = "human"
            elif wanted == "stopped":
                self.result.ended = "stopped"
            else:
                self.result.problems.append(f"nothing is asked after {self.talk.last['text']!r}")
                self.result.ended = "stuck"
        if self.result.ended == "confirmed" and any(
            i["at"] in ("route", "contact") for i in self.left
        ):
            self.result.ended = ""  # somebody still says something here
            return False
        return bool(self.result.ended)

    def _note(self) -> None:
        about = self.talk.about
        if (
            about
            and about != "opening"
            and (not self.result.asked or self.result.asked[-1] != about)
        ):
            self.result.asked.append(about)
            self.questions += 1

    def _interrupt_now(self) -> dict[str, Any] | None:
        about = self.talk.about
        return next(
            (
                i
                for i in self.left
                if i["at"] == about or (isinstance(i["at"], int) and i["at"] <= self.questions)
            ),
            None,
        )

    def _interrupt(self, what: dict[str, Any], back: str | None) -> None:
        self.left.remove(what)
        if what.get("after_hours"):
            self.talk.wait(hours=float(what["after_hours"]))
        said = self.talk.say(str(what["say"]))
        heard = " ".join(m["text"] for m in said).lower()
        if what.get("hears") and str(what["hears"]).lower() not in heard:
            self.result.problems.append(f"after {what['say']!r} not {what['hears']!r}: {heard!r}")
        if what.get("choose"):
            titles = [b["title"] for b in self.talk.buttons]
            if what["choose"] in titles:
                self.talk.choose(str(what["choose"]))
            else:
                self.result.problems.append(f"no {what['choose']!r} among {titles}")
        elif back is not None and self.talk.about != back:
            self.result.problems.append(
                f"after {what['say']!r} asks {self.talk.about} in place of {back}: {heard!r}"
            )

    def _answer(self) -> None:
        about = str(self.talk.about)
        wanted = self._words(about)
        titles = [b["title"] for b in self.talk.buttons]
        if wanted in titles:
            self.talk.choose(wanted)
        else:
            self.talk.say(wanted)

    def _words(self, about: str) -> str:
        script = self.script
        if about in script.answers:
            return script.answers[about]
        question = self.k.questions_by_id.get(about)
        if question is not None:
            return script.otherwise or fitting(question, script.need)
        titles = [b["title"] for b in self.talk.buttons]
        short = self.k.needs_by_id[script.need].short
        if about == "readback":
            return self._recognise(titles, short)
        if about == "turning":
            return titles[0] if short not in titles and self._is_offered() else short
        if about == "angle":
            return titles[0] if titles else script.answers.get("own_words", "sla over")
        if about == "rival":
            return short if short in titles else titles[-1]
        return {
            "second": "Nee, dit is het",
            "growth_question": "Ja, klopt zo",
            "conflict": self._which(titles),
            "grey": titles[1 if script.expect.get("ends") == "crisis" else 0] if titles else "",
            "change_question": script.answers.get("desired_result", ""),
            "restart": "Nee, ga door",
            "contact": script.answers.get("contact", "Sla over"),
            "opening": script.opening,
            "own_words": script.answers.get("o_voorval", script.opening),
            "route": "Ik denk erover na",
            "ladder": "Sla over",
            "deepen": script.answers.get(
                "o_vervelend", script.answers.get("o_voorval", script.opening)
            ),
        }.get(about, "ja")

    def _which(self, titles: list[str]) -> str:
        """Of two values that cannot both be so, the one that the script expects."""
        fields = self.script.expect.get("fields") or {}
        wanted = {
            shown.lower(): shown
            for name in ("employees", "municipality")
            if (shown := self._shown(fields.get(name)))
        }
        return next((t for t in titles if t.lower() in wanted), titles[-1] if titles else "")

    def _shown(self, value: object) -> str:
        return self.k.municipality_name(value) if isinstance(value, str) else str(value or "")

    def _is_offered(self) -> bool:
        """Whether the need that is put beside the one that stands is the script's."""
        pending = (self.talk.slot("intake") or {}).get("pending") or {}
        values = [option["value"] for option in pending.get("options", ())]
        return self.script.need in values

    def _recognise(self, titles: list[str], short: str) -> str:
        """The need if it is read back or stands among the others, else "iets anders"."""
        if short in titles:
            return short
        shown = (self.talk.slot("intake") or {}).get("shown") or [""]
        return titles[0] if shown[0] == self.script.need else titles[-1]


def fitting(question: Question, need: str) -> str:
    """Title of the option that somebody with this need would choose."""
    return max(question.options, key=lambda o: o.base * o.lr.get(need, 1.0)).short

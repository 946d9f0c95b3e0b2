"""Draws out what is behind words of their own, before it is known what it is about.

Who tells something is not shown a list next, but asked on about just that: a thing that goes before
all others ("durf ik niet"), somebody who was named ("mijn broer"), what it comes from ("Hoe komt
dat, denk je?"), and only then a thing that goes with what is likely: people tell more of why than
of what, and a question about a thing of which we think that it matters is often beside the point.
What stands in data/knowledge/drawing_out.yml and follow_ups.yml is asked, each question once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.diagnosis import Evidence, belief
from bot.dialogue import asking_on, remarks
from bot.dialogue.parts import parts_of
from bot.dialogue.speech import Speaker, shortened
from bot.dialogue.state import IntakeState
from bot.dialogue.wishes import TROUBLE, WISH, is_wish
from bot.knowledge import Knowledge
from bot.knowledge.drawing_out import WHO, People
from bot.language import names
from bot.language.clauses import split
from bot.language.reading import read

MOST, AFTER_READBACK = 4, 2
"""Such questions before something is read back: with the opening and an open question six
answers in their own words; and more of them each time that it was not recognised."""

ONE_MORE = 2
"""Questions beyond those, where the last words do something that is worth asking about."""

ENOUGH, CLEARLY = 3, 0.75
"""Such questions after which a need that is this likely is read back."""

MOST_PEOPLE = 2
"""Persons that are asked about."""

LEAST = 4
"""Words from which an answer tells something to go on about."""

GOES_WITH = 0.25
"""How likely the needs of a thing must be together for it to go before what it comes from."""

PATIENT = 2
"""Complaints up to which is asked on."""

HEARD = 0.25
"""How likely a need must be to be read back in place of a list."""

CLEAR, QUOTED = 6, 12
"""Words of a message after which it is clear what is asked about, and of what is said back."""

BEGINS = re.compile(
    r"^(?:(?:en|maar|want|dus|nou|ja|nee|tja|mwah|eh+)\b[ ,.!]+"
    r"|(?:kweenie|weet ik niet)[,.!]+ *)+(?=\S)",
    re.IGNORECASE,
)
"""How a clause begins that follows another; a quote leaves it out."""

TYPES = 3
"""Answers in their own words, and none tapped, of who is not shown a list any more."""

SPEAKS = re.compile(r"(?:\bben|\bheet|\bnaam is|\bmet)\s*$", re.IGNORECASE)
"""What stands before the name of who speaks."""


def ask(state: IntakeState, speaker: Speaker, k: Knowledge) -> bool:
    """Ask on about what was just told, if something was.

    Returns:
        Whether there is a question for it.
    """
    told = just_told(state)
    if told is None and state.asks_money and not state.log and state.presenting is not None:
        told = str(state.presenting.value)  # which scheme they ask for tells no need
    count = state.said.get(asking_on.BEFORE, 0)
    most = MOST + AFTER_READBACK * state.readbacks
    if told is None or state.complaints > PATIENT or rather_not(state, k):
        return False
    clear = not state.readbacks and belief(k, state.log).top(1)[0][1] >= CLEARLY
    most = ENOUGH if clear else most
    if count >= most + ONE_MORE:
        return False
    lines = sum(line.kind == "text" for line in state.log)
    if state.said.get(HEARD_OF) == lines:
        return False  # nothing was told since it was asked on
    only_remark = count >= most
    text = (
        about_remark(told, state, speaker, k) if only_remark else _question(told, state, speaker, k)
    )
    if text is None:
        return False
    state.said[asking_on.BEFORE], state.said[HEARD_OF] = count + 1, lines
    asking_on.put(text, state, speaker)
    return True


HEARD_OF = "drawn:lines"
"""Under which it is kept how much was told when it was asked on (`IntakeState.said`)."""


def rather_not(state: IntakeState, k: Knowledge) -> bool:
    """Whether they left a question for words: "geen idee"."""
    names = (asking_on.ABOUT, *(question.id for question in k.open_questions))
    return any(state.asked.get(name) in ("skipped", "dont_know") for name in names)


def only_types(state: IntakeState, k: Knowledge) -> bool:
    """Whether they told enough in their own words, and chose nothing: a list would be no answer to
    what they say. Where nothing can be heard in it yet, a list helps."""
    return _told_in_words(state) >= TYPES and belief(k, state.log).top(1)[0][1] >= HEARD


def tells_all(state: IntakeState) -> bool:
    """Whether they told so much in their own words that a list of wishes of ours would be no answer
    to it, whatever can be heard in it."""
    return _told_in_words(state) >= TELLS_ALL


TELLS_ALL = 6
"""Answers in their own words, and none tapped, after which nothing is listed but terms."""


def _told_in_words(state: IntakeState) -> int:
    """How many answers they gave in their own words; 0 where they tapped one."""
    told = [e for e in state.log if e.kind == "text" and len((e.quote or "").split()) >= LEAST]
    return 0 if any(line.kind == "answer" for line in state.log) else len(told)


NOT_TOLD = ("story", "weighed", "rejected", "context")
"""Lines that a message in their own words leaves beside itself."""


def just_told(state: IntakeState) -> str | None:
    """What the last message told in their own words; None where it was a choice, or too short."""
    line = _last_told(state)
    quote = (line.quote or "") if line is not None else ""
    return quote if len(quote.split()) >= LEAST else None


def needs_just_told(state: IntakeState) -> Mapping[str, float]:
    """How likely each need is by the last message in their own words alone; empty where it was a
    choice."""
    line = _last_told(state)
    return (line.needs or {}) if line is not None else {}


def _last_told(state: IntakeState) -> Evidence | None:
    line = next((line for line in reversed(state.log) if line.kind not in NOT_TOLD), None)
    return line if line is not None and line.kind == "text" else None


def _question(told: str, state: IntakeState, speaker: Speaker, k: Knowledge) -> str | None:
    likely = belief(k, state.log).probabilities
    heard = needs_just_told(state)
    # What the last words tell goes before what all words together make likely.
    likely = {need: max(p, heard.get(need, 0.0)) for need, p in likely.items()}
    first = asking_on.about([told], likely, 0.0, state, speaker, k, only_first=True)
    text = first or about_remark(told, state, speaker, k)
    text = text or about_person(told, state, speaker, k)
    if text is None and state.said.get(GENERAL):
        # Twice in a row "wat zit daarachter" is a form of its own: then something they named.
        text = asking_on.about([told], likely, GOES_WITH, state, speaker, k)
        text = text or _about_likely(likely, heard, state, k)
    if text is not None:
        state.said[GENERAL] = 0
        return text
    text = _what_is_behind(told, state, speaker, k)
    if text is not None:
        state.said[GENERAL] = 1
        return text
    return asking_on.about([told], likely, GOES_WITH, state, speaker, k)


def _about_likely(
    likely: Mapping[str, float], heard: Mapping[str, float], state: IntakeState, k: Knowledge
) -> str | None:
    """A question about the need that the last words tell clearly, or that is likely by now."""
    clearly = {need: p for need, p in heard.items() if p >= TOLD} or likely
    need = max(clearly, key=lambda n: clearly[n])
    if likely[need] < LIKELY:
        return None
    return asking_on.next_of(f"on:{need}", k.needs_by_id[need].ask_on, state)


GENERAL, LIKELY, TOLD = "drawn:general", 0.5, 0.6
"""Under which it is kept that the last question was a general one (`IntakeState.said`), how likely
a need must be to be asked on about before it is known, and how likely by the last words alone."""


def about_remark(told: str, state: IntakeState, speaker: Speaker, k: Knowledge) -> str | None:
    """A question after what somebody does with what they tell (`bot.dialogue.remarks`)."""
    if k.drawing_out.no_more.search(told):
        return None
    people = [one for one in _people(told, k) if not _is_who_writes(one[0], told, state)]
    who = next((who for who, _, _, _ in people), None)
    gone = next((who for who, _, told_of, _ in people if remarks.is_gone(told_of, k)), None)
    question = remarks.about(told, who, state, speaker, k, gone)
    for one in {who, gone} - {None}:
        if question is not None and str(one) in question:
            state.said[f"{PERSON}{one}"] = 1
    return question


def ask_deeper(state: IntakeState, speaker: Speaker, k: Knowledge) -> bool:
    """Ask on once the need was recognised: about the remark that was made last, else as
    `bot.dialogue.asking_on.ask` has it.

    Returns:
        Whether there was a question.
    """
    told = asking_on.just_told(state) or just_told(state)
    text = about_remark(told, state, speaker, k) if told is not None else None
    if text is None:
        return asking_on.ask(state, speaker, k)
    state.said[asking_on.ABOUT] = state.said.get(asking_on.ABOUT, 0) + 1
    asking_on.put(text, state, speaker)
    return True


def about_person(told: str, state: IntakeState, speaker: Speaker, k: Knowledge) -> str | None:
    """A question about somebody who was named and was not asked about yet."""
    known = k.drawing_out
    if known.no_more.search(told) or state.said.get(PEOPLE, 0) >= MOST_PEOPLE:
        return None
    for who, people, told_of, before in _people(told, k):
        matters = people.always_matter(who) or known.tension.search(OWN_WILL.sub("", told_of))
        if IN_PASSING.search(before):
            matters = None  # "op een feestje van me neef"
        if f"{PERSON}{who}" in state.said or not matters or _is_who_writes(who, told, state):
            continue
        if remarks.is_gone(told_of, k):
            continue  # nobody talks it over with who left
        texts = people.ask[1:] + people.ask[:1] if known.talks.search(told) else people.ask
        question = next((t for t in texts if f"drawn:{t}" not in state.said), None)
        if question is None:
            continue
        state.said[f"{PERSON}{who}"] = state.said[f"drawn:{question}"] = 1
        state.said[PEOPLE] = state.said.get(PEOPLE, 0) + 1
        return question.replace(WHO, who)
    return None


IN_PASSING = re.compile(
    r"\b(?:feest\w*|verjaardag|bruiloft|trouwerij|huis|vriend\w*|kennis\w*|buurvrouw|buurman|collega)"
    r" van (?:me|mijn|m'n|mn|de|onze)?\s*$",
    re.IGNORECASE,
)
"""What stands before somebody who is only named to say whose something is."""


def asks_about_person(question: str, state: IntakeState) -> bool:
    """Whether a question is about somebody who was named."""
    asked = (key.removeprefix(PERSON) for key in state.said if key.startswith(PERSON))
    return any(who in question for who in asked)


def _is_who_writes(who: str, told: str, state: IntakeState) -> bool:
    """Whether a name is their own: "de meiden bellen van shanti waar liggen de handdoeken"."""
    if " " in who:
        return False
    name = re.escape(who)
    own = re.compile(
        rf"\b(?:ik ben|ik heet|mijn naam is) {name}\b|\b{name} ben ik\b"
        rf"|\b(?:zegt?|zeggen|roept?|roepen|van|belt|bellen)[ ,:'\"“]+{name}[ ,]+"
        r"(?:je|jij|waar|wat|kun|kan|mag|hoe|wanneer|weet|heb)\b",
        re.IGNORECASE,
    )
    said = [str(line.quote) for line in state.log if line.kind == "text" and line.quote]
    return any(own.search(text) for text in (told, *said))


def names_told(state: IntakeState, k: Knowledge) -> list[str]:
    """First names of everybody who was named, as they are written."""
    told = [str(line.quote) for line in state.log if line.kind == "text" and line.quote]
    last = [who.split()[-1] for text in told for who, _, _, _ in _people(text, k)]
    return [name for name in dict.fromkeys(last) if name[:1].isupper()]


def persons_told(state: IntakeState, k: Knowledge) -> list[tuple[str, str]]:
    """Everybody of whom it is known whether "haar" or "hem" may mean them, as who writes calls them
    (``she``, "mijn zus")."""
    told = [str(line.quote) for line in state.log if line.kind == "text" and line.quote]
    named: dict[str, tuple[str, str]] = {}
    for text in told:
        for who, people, _, _ in _people(text, k):
            role = who.removeprefix("je ").split()[0]
            if role in people.called and (role not in named or len(who.split()) > 2):
                # With their name, where that was said once.
                named[role] = (people.called[role], f"mijn {who.removeprefix('je ')}")
    return list(named.values())


OWN_WILL = re.compile(
    r"\b(?:ik|we|wij) (?:\w+ )?(?:wil|willen|wou|moet|moeten|laat|denk|vind)\b", re.IGNORECASE
)
"""What who writes wants themselves; of that nobody else is the cause."""


def about_more(told: str, state: IntakeState, speaker: Speaker, k: Knowledge) -> str | None:
    """A question for more about what is the matter, told beside an answer; None where nothing is,
    or it was asked often enough."""
    known = k.drawing_out
    weighty = known.happened.search(told) or TROUBLE.search(told)
    if len(told.split()) < TELLS_MORE or not weighty or known.no_more.search(told):
        return None
    remarked = about_remark(told, state, speaker, k)
    if remarked is not None:
        return remarked
    left = (text for text in known.questions["more"] if f"drawn:{text}" not in state.said)
    text = next(left, None)
    if text is None:
        return None
    state.said[f"drawn:{text}"] = 1
    kind = "happened" if known.happened.search(told) else "cause"
    words = _quote(told, kind, k)
    if words is not None and speaker.unused("listen.quoted"):
        speaker.drop([*k.texts.get("listen.thanks_answer"), *k.texts.get("listen.thanks_fact")])
        speaker.lead_once("listen.quoted", words=words)
    return text


TELLS_MORE = 8
"""Words beside an answer from which they tell something to go on about."""

PERSON = "person:"
"""Before who was asked about (`IntakeState.said`)."""

PEOPLE = "drawn:people"
"""Under which it is counted how many persons were asked about (`IntakeState.said`)."""


def _people(told: str, k: Knowledge) -> Iterator[tuple[str, People, str, str]]:
    """Who is named, as it is said back ("je broer Bert"), what is asked about them, what is told of
    them, and what stands before them."""
    found = [f for f in names.find(read(told), k.gazetteer) if f.entity == "person_name"]
    in_roles: set[str] = set()
    for people in k.drawing_out.people:
        for match in people.named.finditer(told):
            role = people.roles[match["role"].lower()]
            known = next((f for f in found if 0 <= f.start - match.end() <= 2), None)
            heard = CALLED.match(told, match.end()) if known is None else None
            name = str(known.value) if known is not None else heard["name"] if heard else None
            in_roles.update([name.lower()] if name else [])
            who = " ".join(["je", role, *([_as_name(name)] if name else [])])
            yield who, people, _told_of(told, match.start()), told[: match.start()]
    for one in found:
        if str(one.value).lower() not in in_roles and not SPEAKS.search(told[: one.start]):
            of = _told_of(told, one.start)
            yield _as_name(str(one.value)), k.drawing_out.people[0], of, told[: one.start]


CALLED = re.compile(
    r" (?!die\b|dat\b|er\b|ook\b|en\b|of\b|niet\b|wel\b|al\b|nu\b|dan\b|zelf\b|alles\b|zo\b"
    r"|weg\b|ziek\b|thuis\b|ge\w+(?:t|d|en)\b)"
    r"(?P<name>[^\W\d_]{3,12}) (?:heeft|is|was|wil|zegt|doet|kan|gaat|moet|had|zei|vindt|deed|wou"
    r"|afspre\w+|bespre\w+|praten)\b",
    re.IGNORECASE,
)
"""A name behind who somebody is, also one that no list knows: "mn compagnon bas heeft"."""


def _told_of(text: str, at: int) -> str:
    """The sentence in which somebody is named, with those that go on about them."""
    sentences = list(re.finditer(r"[^.!?\n]+[.!?\n]*", text))
    first = next((i for i, found in enumerate(sentences) if found.end() > at), 0)
    told = [found[0] for found in sentences[first : first + 1]]
    for found in sentences[first + 1 :]:
        if not ABOUT_THEM.search(found[0]):
            break
        told.append(found[0])
    return " ".join(told)


ABOUT_THEM = re.compile(r"\b(?:ze|zij|hij|ie|hem|haar|samen|zelf)\b", re.IGNORECASE)
"""Words of a sentence that goes on about somebody who was named before."""


def _kind(told: str, state: IntakeState, k: Knowledge) -> str:
    """What somebody told: one of `bot.knowledge.drawing_out.KINDS`."""
    known = k.drawing_out
    first = not state.said.get(asking_on.BEFORE)
    if state.asks_money and (first or ON_MONEY.search(told)):
        return "money"
    if known.happened.search(told):
        return "happened"
    if is_wish(told):
        return "wish"
    if known.said.search(told):
        return "said"
    if known.reasons.search(told):
        return "reason"
    # What somebody begins with is the matter, however it is put.
    return "cause" if first or TROUBLE.search(told) else "fact"


ON_MONEY = re.compile(
    r"\b(?:geld|euro|duizend|ton|mille|bank|lening|subsidie|centen)\b", re.IGNORECASE
)
"""Words of who asked for money and is still at it."""


def _as_name(name: str) -> str:
    first = name.split()[0]  # of "bianca de offertes" only the first is surely a name
    return first if first != first.lower() else first.title()


def _what_is_behind(told: str, state: IntakeState, speaker: Speaker, k: Knowledge) -> str | None:
    """What it comes from, or what it leads to where they said that already."""
    known = k.drawing_out
    if known.no_more.search(told):
        return None
    kind = _kind(told, state, k)
    kinds = dict.fromkeys((kind, "cause"))
    every = (text for kind in kinds for text in known.questions[kind])
    left = (text for text in every if f"drawn:{text}" not in state.said)
    text = next(left, None)
    if text is not None:
        state.said[f"drawn:{text}"] = 1
        words = _quote(told, kind, k)
        if words is not None and speaker.unused("listen.quoted"):
            # Their own words show better than thanks that they were read.
            speaker.drop(k.texts.get("listen.thanks_answer"))
            speaker.lead_once("listen.quoted", words=words)
    return text


def main_words(told: str, k: Knowledge) -> str | None:
    """What somebody told in a few words of their own: a remark to go into, their trouble or else
    their wish, else how they begin; None where they only deny, or say next to nothing."""
    if len(told.split()) < LEAST or DENIES.match(told):
        return None
    made = remarks.clauses_told([told], k, 1)
    if made:
        return made[0]
    found = _quote(told, "cause", k) or _quote(told, "wish", k)
    return (found or shortened(BEGINS.sub("", told.strip()), QUOTED)).rstrip(" .,;!?")


def _quote(told: str, kind: str, k: Knowledge) -> str | None:
    """The last thing they told that is of this kind; None where nothing is, or where a question
    alone says what it is about."""
    plain = parts_of(told).told or told
    shows = {
        "wish": WISH, "money": WISH, "cause": TROUBLE, "happened": k.drawing_out.happened,
        "said": k.drawing_out.said, "reason": k.drawing_out.reasons,
    }.get(kind)  # fmt: skip
    if shows is None or len(told.split()) <= CLEAR:
        return None
    clauses = [BEGINS.sub("", span.text.strip(" .,;:!?")) for span in split(plain)]
    told_so = [c for c in clauses if len(c.split()) >= LEAST and not DENIES.match(c)]
    fits = [c for c in told_so if shows.search(c)]
    return shortened(fits[-1], QUOTED) if fits else None


DENIES = re.compile(
    r"(?:dat )?(?:ik (?:zeg|zei) (?:toch )?niet\b|heb ik (?:toch )?(?:niet|nooit) gezegd"
    r"|zeg ik (?:toch )?niet\b|ik zoek geen\b"
    r"|(?:nee[ ,]+)?(?:(?:het|dat) gaat )?niet (?:om|over)\b)",
    re.IGNORECASE,
)
"""How a clause begins that only says what was not meant."""


def denies(text: str, need: str, k: Knowledge) -> bool:
    """Whether words say that it is not in the theme of a need: "ik zoek GEEN mensen"."""
    aside = k.drawing_out.aside.get(k.needs_by_id[need].theme)
    return aside is not None and aside.search(text) is not None


def themes_set_aside(state: IntakeState, k: Knowledge) -> set[str]:
    """Themes of which they said that it is not in them: "vakmensen heb ik genoeg"."""
    said = [line.quote for line in state.log if line.quote]
    aside = k.drawing_out.aside
    return {theme for theme, words in aside.items() if any(words.search(quote) for quote in said)}


ABOUT_THEME = re.compile(
    r"\b(?:gaat|ging|draait)\b[^.!?]{0,25}?\b(?:om|over)\b(?P<a>[^.!?]{2,60})"
    r"|(?P<b>[^.!?,]{2,30}) is (?:het|'?t|dus het|nu het) (?:echte |hele |grote )?probleem\b"
    r"(?! niet)"
    r"|\b(?:ligt|zit) (?:'?m|het|hem) (?:aan|in)\b(?P<c>[^.!?,]{2,40})",
    re.IGNORECASE,
)
"""Words of who says what it is about."""

BARE = 3
"""Words of a message that names a theme and no more: "nee. KLANTEN"."""

DENIED = re.compile(r"\b(?:niet|geen|nie|zonder)\b[^,.;!?]*$", re.IGNORECASE)
"""What stands before something that it is not about, in the same clause."""


NOT_IT = re.compile(r"\W*(?:(?:is|zijn) (?:het |'?t )?)?niet\b(?! over| om)", re.IGNORECASE)
"""What stands behind something that it is not about; "klanten, niet over cijfers" is about them."""


def theme_named(text: str, k: Knowledge, bare: bool) -> str | None:
    """The one theme that somebody says it is about: "t gaat over klanten, niet over cijfers".

    Args:
        bare: whether a few words that name one do as well ("KLANTEN").
    """
    spans = [match.span(match.lastgroup or 0) for match in ABOUT_THEME.finditer(text)]
    if bare:
        every = re.finditer(r"[^.!?\n]+", text)
        spans += [part.span() for part in every if 0 < len(part[0].split()) <= BARE]
    found = {
        theme
        for start, end in spans
        for theme, named in k.drawing_out.named.items()
        for match in named.finditer(text, start, end)
        if not DENIED.search(text[: match.start()]) and not NOT_IT.match(text[match.end() :])
    }
    return found.pop() if len(found) == 1 else None

"""The names and words that places and sectors are recognised by: plain data and its index."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Iterable, Literal, Mapping, Sequence

from bot.language.instruments import Names, names_of
from bot.language.patterns import words
from bot.language.reading import read

Caution = Literal["none", "preposition", "preposition_or_capital", "preposition_and_capital"]
CAUTIONS: tuple[Caution, ...] = (
    "none",
    "preposition",
    "preposition_or_capital",
    "preposition_and_capital",
)

COMPANY_ENDINGS = words("""
    bedrijf bedrijfje bedrijven zaak winkel winkels onderneming ondernemer bureau praktijk kantoor
    salon organisatie instelling handel handelaar groep sector branche industrie wereld shop boer
    winkeltje winkeltjes zaakje studio atelier fabriek fabrikant dienst diensten service centrum
    verkoper verhuur maker makerij
    specialist technicus techniek productie producent groothandel leverancier monteur tak cluster
""")
"""What a stem of a sector may be followed by: "metaal" + "bedrijf"."""

_LONG_THING = 8
"""Letters from which a thing is also known at the end of a compound ("weegmachines")."""

_LONG_COMPANY = 10
"""Letters from which a kind of company is known at the end of a compound ("bouwgroothandel")."""

_LINKS = ("", "s", "en", "n", "e", "er")


@dataclass(frozen=True)
class Place:
    """A named place: a municipality, village, district, business park, or a country."""

    name: str
    municipality: str
    """Value of the entity ``municipality``: an id in Flevoland, else a lower-case name."""
    aliases: tuple[str, ...] = ()
    is_municipality: bool = False
    """The name is the municipality's own, so it is no ``place`` beside it."""
    in_flevoland: bool = False
    is_country: bool = False
    """A country or province: counts only where somebody says to be there."""
    caution: Caution = "none"
    """What an ordinary word ("ens", "best") needs around it to be this place."""
    weak_aliases: tuple[str, ...] = ()
    """Aliases that may mean something else; found with less confidence."""
    strict_aliases: tuple[str, ...] = ()
    """Aliases that are ordinary words: only with a preposition and a capital."""
    preposition_aliases: tuple[str, ...] = ()
    """Aliases that name other things too: only with a preposition."""
    typos: bool = False
    """Also found with a typing error."""


@dataclass(frozen=True)
class Sector:
    """A sector with the words by which a company of it is known."""

    id: str
    name: str
    short: str
    """Label for a button, at most 24 characters."""
    words: tuple[str, ...] = ()
    """Words and phrases, whole."""
    stems: tuple[str, ...] = ()
    """First parts that need a company's ending: "metaal" + "bedrijf"."""
    starts: tuple[str, ...] = ()
    """Words that begin like this, whatever follows."""
    ends: tuple[str, ...] = ()
    """Words that end like this."""
    weak: tuple[str, ...] = ()
    """Words that say it only of the speaker: "ik ben accountant", not "mijn accountant"."""
    trades: tuple[str, ...] = ()
    """What somebody is: "stratenmaker"."""
    work: tuple[str, ...] = ()
    """What is made, sold or done: "hekwerken", "zanglessen"."""
    verbs: tuple[str, ...] = ()
    """Verbs that are a trade by themselves, as they stand with "ik" and "wij": "behang"."""


@dataclass(frozen=True)
class SectorWord:
    """A word or part of a word, and what it tells."""

    sector: str
    weak: bool


@dataclass(frozen=True)
class Name:
    """One way to write a place."""

    place: Place
    caution: Caution
    weak: bool = False
    """The alias may mean something else."""


@dataclass(frozen=True)
class Gazetteer:
    """Places and sectors with the indexes to find them by."""

    places: tuple[Place, ...]
    sectors: tuple[Sector, ...]
    postcodes: tuple[tuple[int, int, str], ...] = ()
    """(first, last, municipality) for the four digits of a postcode."""
    lookalikes: frozenset[str] = frozenset()
    """Ordinary words that differ from a name by a letter or two and are no typing errors of it."""
    things: frozenset[str] = frozenset()
    """Sector words for what anybody may mention ("zonnepanelen"), as they stand on the line."""
    tools: frozenset[str] = frozenset()
    """Of the things, what any company has: "onze website" says nothing, "onze kaas" does."""
    everybodys: frozenset[str] = frozenset()
    """Sector words for companies that everybody deals with ("uitzendbureau")."""
    idioms: frozenset[str] = frozenset()
    """Phrases with a word of a sector in them that say nothing of one: "app store"."""
    rooms: frozenset[str] = frozenset()
    """Kinds of company that are also a part of a house: "uit mijn garage" is a place."""
    instruments: Names = field(default_factory=dict)
    """Names of schemes, funds, networks and prizes (see `bot.language.instruments`)."""

    @classmethod
    def from_data(
        cls,
        places: Mapping[str, Any],
        sectors: Mapping[str, Any],
        instruments: Mapping[str, Sequence[str]],
    ) -> Gazetteer:
        """Build from data/knowledge/places.yml, sectors.yml and instrument_names.yml.

        Raises ValueError or KeyError where they do not have the form of their legends.
        """
        return cls(
            tuple(_places(places)),
            tuple(_sector(s) for s in sectors["sectors"]),
            tuple(_postcodes(places["municipalities"])),
            frozenset(key(w) for w in places["lookalikes"]),
            frozenset(
                phrase(w)
                for words in (
                    sectors.get("things", ()),
                    *(s.get("work", ()) for s in sectors["sectors"]),
                )
                for w in words
            ),
            frozenset(phrase(w) for w in sectors.get("tools", ())),
            frozenset(phrase(w) for w in sectors.get("everybodys", ())),
            frozenset(phrase(w) for w in sectors.get("idioms", ())),
            frozenset(phrase(w) for w in sectors.get("rooms", ())),
            names_of(instruments),
        )

    @cached_property
    def names(self) -> dict[str, Name]:
        """Ways to write a place: plain letters without spaces or hyphens -> the place."""
        index: dict[str, Name] = {}
        for place in self.places:
            for alias in place.weak_aliases:
                index.setdefault(key(alias), Name(place, place.caution, weak=True))
            for alias in place.strict_aliases:
                index.setdefault(key(alias), Name(place, "preposition_and_capital"))
            for alias in place.preposition_aliases:
                index.setdefault(key(alias), Name(place, "preposition"))
        for place in self.places:
            index.update({key(a): Name(place, "none") for a in place.aliases})
        for place in self.places:
            index[key(place.name)] = Name(place, place.caution)
        return index

    @cached_property
    def longest_name(self) -> int:
        """Number of words of the longest name."""
        names = (w for p in self.places for w in (p.name, *p.aliases, *p.weak_aliases))
        return max((sum(t.kind != "mark" for t in read(w).tokens) for w in names), default=1)

    @cached_property
    def by_first_letter(self) -> dict[str, list[str]]:
        """Keys of the names that are found with typing errors too, by their first letter."""
        buckets: dict[str, list[str]] = {}
        for place in self.places:
            if place.typos and place.caution == "none":
                written = key(place.name)
                buckets.setdefault(written[0], []).append(written)
        return buckets

    @cached_property
    def sector_words(self) -> dict[str, SectorWord]:
        """Whole words and phrases, on the canonical line, and what they tell."""
        index: dict[str, SectorWord] = {}
        for sector in self.sectors:
            for word in (*sector.weak, *sector.work, *sector.trades):
                index[phrase(word)] = SectorWord(sector.id, weak=True)
        for sector in self.sectors:
            for word in sector.words:
                index[phrase(word)] = SectorWord(sector.id, weak=False)
        return index

    @cached_property
    def trade_verbs(self) -> dict[str, str]:
        """Verbs that are a trade by themselves -> sector."""
        return {phrase(w): s.id for s in self.sectors for w in s.verbs}

    @cached_property
    def trades(self) -> frozenset[str]:
        """What people are, one or more of them."""
        named = {phrase(w) for s in self.sectors for w in s.trades}
        return frozenset(w + ending for w in named for ending in ("", "s", "en", "n"))

    @cached_property
    def sector_starts(self) -> dict[str, str]:
        """First parts of words -> sector."""
        return {phrase(w): s.id for s in self.sectors for w in s.starts}

    @cached_property
    def sector_ends(self) -> dict[str, str]:
        """Last parts of words -> sector."""
        return {phrase(w): s.id for s in self.sectors for w in s.ends}

    @cached_property
    def sector_stems(self) -> dict[str, str]:
        """First parts that need a company's ending -> sector."""
        return {phrase(w): s.id for s in self.sectors for w in s.stems}

    def is_thing(self, written: str) -> bool:
        """Whether a sector word is what anybody may mention, or a compound that ends in it."""
        is_one = written in self.things or written.removesuffix("s") in self.things
        word = self.sector_words.get(written)
        is_kind = word is not None and not word.weak
        return is_one or (not is_kind and written.endswith(self._endings_of_things))

    def is_tool(self, written: str) -> bool:
        """Whether any company has the thing, so that "onze" makes nothing of it."""
        return written in self.tools

    def is_everybodys(self, written: str) -> bool:
        """Whether a word is a kind of company that everybody deals with, one or more of them."""
        one = written.removesuffix("s")
        return (
            written in self.everybodys
            or one in self.everybodys
            or (written not in self.sector_words and one.endswith(self._endings_of_everybodys))
        )

    @cached_property
    def _endings_of_things(self) -> tuple[str, ...]:
        return tuple(thing for thing in self.things if len(thing) >= _LONG_THING)

    @cached_property
    def _endings_of_everybodys(self) -> tuple[str, ...]:
        return tuple(w for w in self.everybodys if len(w) >= _LONG_COMPANY)

    @cached_property
    def longest_idiom(self) -> int:
        """Number of tokens of the longest idiom."""
        return max((len(w.split()) for w in self.idioms), default=0)

    @cached_property
    def longest_phrase(self) -> int:
        """Number of tokens of the longest sector phrase, hyphens included."""
        return 2 * max((len(w.split()) for w in self.sector_words), default=1)


def key(name: str) -> str:
    """A name's plain letters, without spaces, hyphens or accents."""
    return "".join(t.canon.replace(" ", "") for t in read(name).tokens if t.kind != "mark")


def phrase(words: str) -> str:
    """Words as they stand on the canonical line, without hyphens."""
    return " ".join(t.canon for t in read(words).tokens if t.canon != "-")


def is_company_ending(rest: str) -> bool:
    """Whether the rest of a word makes a company of its stem ("s" + "bedrijf")."""
    return any(rest.startswith(link) and rest[len(link) :] in COMPANY_ENDINGS for link in _LINKS)


def _places(data: Mapping[str, Any]) -> Iterable[Place]:
    for municipality in data["municipalities"]:
        value = municipality["id"]
        yield _place(municipality, value, is_municipality=True, in_flevoland=True)
        for place in municipality.get("places", ()):
            yield _place(place, value, in_flevoland=True)
    for municipality in data["outside"]:
        value = _named(municipality)["name"].lower()
        yield _place(municipality, value, is_municipality=True)
        for place in _named(municipality).get("places", ()):
            yield _place(place, value)
    for country in data["far"]:
        value = _named(country)["name"].lower()
        yield _place(country, value, is_municipality=True, is_country=True)


def _named(entry: str | Mapping[str, Any]) -> Mapping[str, Any]:
    """An entry that may be written as its mere name."""
    return {"name": entry} if isinstance(entry, str) else entry


def _place(
    written: str | Mapping[str, Any],
    municipality: str,
    is_municipality: bool = False,
    in_flevoland: bool = False,
    is_country: bool = False,
) -> Place:
    entry = _named(written)
    caution = entry.get("caution", "none")
    if caution not in CAUTIONS:
        raise ValueError(f"{entry['name']}: caution must be one of {', '.join(CAUTIONS)}")
    return Place(
        name=entry["name"],
        municipality=municipality,
        aliases=tuple(entry.get("aliases", ())),
        is_municipality=is_municipality,
        in_flevoland=in_flevoland,
        is_country=is_country,
        caution=caution,
        weak_aliases=tuple(entry.get("weak_aliases", ())),
        strict_aliases=tuple(entry.get("strict_aliases", ())),
        preposition_aliases=tuple(entry.get("preposition_aliases", ())),
        typos=entry.get("typos", is_municipality and not is_country and len(entry["name"]) >= 6),
    )


_PARTS = ("words", "stems", "starts", "ends", "weak", "trades", "work", "verbs")


def _sector(entry: Mapping[str, Any]) -> Sector:
    return Sector(
        entry["id"],
        entry["name"],
        entry["short"],
        *(tuple(entry.get(part, ())) for part in _PARTS),
    )


def _postcodes(municipalities: Iterable[Mapping[str, Any]]) -> Iterable[tuple[int, int, str]]:
    for municipality in municipalities:
        for written in municipality.get("postcodes", ()):
            first, last = written.split("-")
            yield int(first), int(last), municipality["id"]

"""What a good growth question looks like (needs.md, section 3.2), as far as a program can see."""

from __future__ import annotations

import re
from statistics import mean

_NUMBER = (
    r"(?:\d+|een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|anderhalf|half|halve)"
)
_TERM = re.compile(
    rf"(?:binnen|over) (?:de |het )?(?:{_NUMBER} ?)+ ?(?:week|weken|maand|maanden|jaar|jaren|"
    r"kwartaal|kwartalen)|v[oó]{1,2}r (?:1|\d+ |begin |half |eind )?"
    r"(?:januari|februari|maart|april|mei|juni|juli|"
    r"augustus|september|oktober|november|december|(?:de )?(?:zomer|winter|lente|herfst|kerst|"
    r"bouwvak|oogst|feestdagen|jaarwisseling|pasen|sinterklaas|black friday)|"
    r"het \w*(?:seizoen|voorjaar|najaar)|"
    r"(?:het )?einde? (?:van )?(?:dit |het |volgend )?(?:jaar|seizoen))",
    re.IGNORECASE,
)
_CONCRETE = re.compile(rf"\d|\b{_NUMBER}\b|(?<!^)(?<!\. )\b[A-Z][a-z]+")
FEWEST_WORDS, MOST_WORDS = 12, 40
LONGEST_MEAN, LONGEST_WORD = 6.2, 18
"""Letters of a word, on average and at most, up to which a sentence reads as B1."""


def shortcomings(question: str) -> list[str]:
    """Names of the criteria that a growth question does not meet; empty for a good one.

    ``form`` (Hoe + verb + ik/we, one question mark), ``result`` (*zodat* with at least four
    words), ``term``, ``own_influence`` (not what others must do), ``concrete`` (a number, a name),
    ``length`` (12 to 40 words) and ``plain`` (B1 as far as word length tells).
    """
    words = re.findall(r"[\wÀ-ÿ]+", question)
    result = question.split(" zodat ")
    before_term = question.split(" binnen ")[0]
    holds = {
        "form": bool(re.match(r"^Hoe \w+ (ik|we|wij)\b.*\?$", question.strip()))
        and question.count("?") == 1,
        "result": len(result) == 2 and len(result[1].split()) >= 4,
        "term": bool(_TERM.search(question)),
        "own_influence": not re.search(
            r"\b(moet|moeten) (de|het) (gemeente|provincie|overheid|bank|markt)\b", question
        ),
        "concrete": bool(_CONCRETE.search(before_term)),
        "length": FEWEST_WORDS <= len(words) <= MOST_WORDS,
        "plain": bool(words)
        and mean(map(len, words)) <= LONGEST_MEAN
        and max(map(len, words)) <= LONGEST_WORD,
    }
    return [name for name, ok in holds.items() if not ok]

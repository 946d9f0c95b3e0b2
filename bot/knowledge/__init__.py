"""What the assistant knows: read from data/knowledge and data/texts, checked by `bot check`."""

from bot.knowledge.loader import load, load_aside_examples, load_matter_examples
from bot.knowledge.models import (
    Knowledge,
    Need,
    OpenQuestion,
    Option,
    Question,
    Stage,
    Texts,
    Topic,
)

__all__ = [
    "Knowledge",
    "Need",
    "OpenQuestion",
    "Option",
    "Question",
    "Stage",
    "Texts",
    "Topic",
    "load",
    "load_aside_examples",
    "load_matter_examples",
]

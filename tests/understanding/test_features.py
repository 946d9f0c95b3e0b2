"""N-grams are what scikit-learn's own vectorizers make of them."""

import numpy as np
import pytest
from scipy.sparse import hstack

from bot.understanding.features import NGrams

TEXTS = [
    "ik krijg geen mensen meer",
    "ik krijg geen goede monteurs meer mensen mensen",
    "de bank wil niet en ik wil wel",
    "de bank wil wel maar ik niet",
]


@pytest.mark.parametrize(
    "texts",
    [TEXTS, ["ik wil mensen en de bank"], ["", "xyz", "bank"]],
    ids=["learnt from", "new words", "nothing known"],
)
def test_rows_are_those_of_the_vectorizers(texts: list[str]) -> None:
    ngrams = NGrams().fit(TEXTS)
    expected = hstack([ngrams._characters.transform(texts), ngrams._words.transform(texts)])
    rows = ngrams.transform(texts)
    assert rows.shape == expected.shape
    assert np.allclose(rows.toarray(), expected.toarray(), atol=1e-6)
    assert rows.nnz == expected.nnz

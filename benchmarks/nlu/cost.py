"""What understanding costs: CPU a message, memory, training time; measured in a fresh process."""

from __future__ import annotations

import json
import random
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

MESSAGES = 400


def measure(data: Path) -> dict[str, Any]:
    """Train and read in a process of its own, on one core; the figures."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "benchmarks.nlu.cost", str(data)],
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-4000:])
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def main() -> None:
    """Measure here, and print one JSON object."""
    before = _memory()
    from datetime import date

    from bot import spacy_nl
    from bot.knowledge import load
    from bot.knowledge.examples import read
    from bot.language.extract import extract
    from bot.model_files import model_path
    from bot.understanding.reader import Reader

    examples = read(Path(sys.argv[1]))
    reader = Reader()
    started, cpu = time.perf_counter(), time.process_time()
    reader.fit(
        [e.text for e in examples],
        [e.intent for e in examples],
        [e.need for e in examples],
        [e.voice for e in examples],
    )
    training_s, training_cpu_s = time.perf_counter() - started, time.process_time() - cpu
    gazetteer = load().gazetteer
    texts = [e.text for e in random.Random(7).sample(examples, min(MESSAGES, len(examples)))]
    times = []
    for text in texts[:20] + texts:
        started_cpu = time.process_time()
        reader.read(text)
        extract(text, date(2026, 6, 1), gazetteer)
        spacy_nl.people(text)
        times.append((time.process_time() - started_cpu) * 1000)
    measured = sorted(times[20:])
    print(
        json.dumps(
            {
                "examples": len(examples),
                "training_s": round(training_s, 1),
                "training_cpu_s": round(training_cpu_s, 1),
                "cpu_ms_median": round(statistics.median(measured), 2),
                "cpu_ms_p95": round(measured[int(0.95 * (len(measured) - 1))], 2),
                "memory_mb_after_training": round(_memory() - before),
                "memory_mb_reading": _memory_of_reading(model_path()),
            }
        )
    )


def _memory_of_reading(model: Path) -> int | None:
    """Megabytes that the trained reader and extractor add to a bare Python; None if untrained."""
    if not model.exists():
        return None
    program = (
        "import pickle, sys, tarfile\n"
        "import psutil\n"
        "before = psutil.Process().memory_info().rss\n"
        "from datetime import date\n"
        "from bot import spacy_nl\n"
        "from bot.knowledge import load\n"
        "from bot.language.extract import extract\n"
        "with tarfile.open(sys.argv[1]) as archive:\n"
        "    name = next(n for n in archive.getnames() if n.endswith('reader.pickle'))\n"
        "    reader = pickle.loads(archive.extractfile(name).read())\n"
        "text = 'we zitten in Emmeloord met 12 man en vinden geen personeel, het loopt vast'\n"
        "reader.read(text)\n"
        "extract(text, date(2026, 6, 1), load().gazetteer)\n"
        "spacy_nl.people(text)\n"
        "print((psutil.Process().memory_info().rss - before) // 2**20)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program, str(model)],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(done.stdout.split()[-1])


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()

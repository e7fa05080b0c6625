"""How fast all outcomes of all concepts are drawn: in blocks, against a plain loop over cases and against the memory.

    python perf/draws.py [draws]

The loop runs few cases and is scaled up. The memory's speed is that of copying an array too large for the cache; the
least the draws could cost is to write each line of each draw once.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))
from concepts import ASSUMPTIONS_FILE, CONCEPTS, NEEDS, UNCERTAINTY_FILE  # noqa: E402
from models import draws, uncertainty, uncertainty_file  # noqa: E402
from models.assumptions import load  # noqa: E402
from models.measures import READS  # noqa: E402
from models.outcomes import OUTCOMES  # noqa: E402

LOOPED = 100
COPIED = 64_000_000  # numbers, 512 MB
BYTES = 8
TIMES = 3


def best(action: Callable[[], object], times: int = TIMES) -> float:
    """The shortest of some runs, seconds."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        action()
        taken.append(time.perf_counter() - started)
    return min(taken)


def main(count: int) -> None:
    base = load(ASSUMPTIONS_FILE, NEEDS, READS)
    plan = uncertainty_file.load(UNCERTAINTY_FILE, base).model_copy(update={"draws": count})
    first = best(lambda: [uncertainty.outcomes.__wrapped__(base, each, plan) for each in CONCEPTS.values()], 1)
    blocks = best(lambda: [uncertainty.outcomes.__wrapped__(base, each, plan) for each in CONCEPTS.values()])
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)

    def looped() -> None:
        for concept in CONCEPTS.values():
            given = draws.values(base, concept.id, LOOPED, plan.seed, plan)
            for row in range(LOOPED):
                case = {name: _case(value, row) for name, value in given.items()}
                result = concept.evaluate(case)
                for outcome in OUTCOMES.values():
                    outcome.of(result)

    loop = best(looped, 1) * count / LOOPED
    numbers = np.ones(COPIED)
    copied = np.ones_like(numbers)
    speed = 2 * COPIED * BYTES / best(lambda: np.copyto(copied, numbers))  # read and written
    lines = sum(len(each.graph.lines) for each in CONCEPTS.values())
    years = len(next(iter(CONCEPTS.values())).evaluate(base.values("omkrets")).years)
    least = count * lines * years * BYTES / speed
    print(f"{count} draws of {len(CONCEPTS)} concepts, {years} years, {len(OUTCOMES)} outcomes")
    print(f"first time     {first:8.2f} s")
    print(f"in blocks      {blocks:8.2f} s   {count / blocks:12,.0f} draws a second, {most:.0f} MB at most")
    print(f"plain loop     {loop:8.1f} s   {loop / blocks:12.0f} times as long")
    print(f"memory's limit {least:8.3f} s   {blocks / least:12.1f} times as long as writing each line once")


def _case(value: object, row: int) -> object:
    if not isinstance(value, np.ndarray) or value.ndim < 2:
        return value
    return float(value[row, 0]) if value.shape[1] == 1 else value[row]


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)

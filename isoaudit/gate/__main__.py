"""The process that judges: the question on standard input, the answer on standard output."""

from __future__ import annotations

import gc
import os
import sys

from isoaudit.imports import jsonschema_without_addresses, stand_in

NO_ENGINE = 3
"""Exit status when great_expectations is not there."""


def prepare() -> None:
    """What must be so before great_expectations is imported."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # nothing leaves the laptop
    jsonschema_without_addresses()
    # Two metrics of distributions and the chart of one expectation, which no suite uses: a fifth of the time.
    stand_in("scipy", "scipy.stats")
    stand_in("altair")


def main() -> None:
    """Answer one question; only the answer goes to standard output, whatever a library prints."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    gc.disable()  # until all is loaded: a sixth of the time
    try:
        prepare()
        from isoaudit.gate import engine
    except ImportError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(NO_ENGINE)
    from isoaudit.gate.wire import Question

    gc.freeze()
    gc.enable()
    question = Question.read(sys.stdin.buffer)
    if not question.tables:  # the program ended before it asked
        return
    answer = engine.judge(question)
    answers.write(answer.model_dump_json().encode())
    answers.close()


if __name__ == "__main__":
    main()

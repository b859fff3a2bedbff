"""Runs the trials of one program, each a function, and says what every response of the sandbox was like."""

import asyncio
import inspect
import os
import sys
import time
import traceback

from shapes import Checker

CHECKER = Checker().install()

_TRIALS = []


def trial(function):
    """A function to run; a coroutine function gets an event loop of its own."""
    _TRIALS.append(function)
    return function


def gap(reason, error=Exception):
    """A trial of something that is known not to work, because of `reason`: it has to fail, with `error`.

    It is listed, not skipped: when it works, the program fails until the mark is gone.
    """

    def mark(function):
        function.gap = (reason, error)
        return function

    return mark


def run(function):
    if inspect.iscoroutinefunction(function):
        asyncio.run(function())
    else:
        function()


def outcome(function):
    """What is wrong, or None; and a word about it."""
    reason, error = getattr(function, "gap", (None, None))
    before = CHECKER.problems.copy()
    try:
        run(function)
    except BaseException as raised:  # noqa: BLE001 - the others shall run, too
        if reason is not None and isinstance(raised, error):
            CHECKER.problems = before
            return None, f"known gap: {reason}"
        if isinstance(raised, KeyboardInterrupt):
            raise
        return traceback.format_exc(), "FAILED"
    if reason is not None:
        return f"it works now; it is not to be a gap any more: {reason}", "FAILED"
    return None, "ok"


def main(*afterwards):
    """Runs the trials, then the checks of `afterwards`, which see what came of all of them."""
    wanted = sys.argv[1:]
    failures = []
    chosen = [t for t in _TRIALS if not wanted or any(word in t.__name__ for word in wanted)]
    for function in chosen + ([] if wanted else list(afterwards)):
        started = time.monotonic()
        failure, word = outcome(function)
        print(f"{function.__name__:<50} {word} ({time.monotonic() - started:.1f} s)", flush=True)
        if failure:
            failures.append(f"--- {function.__name__}\n{failure}")
    if not summary():
        failures.append("--- no response was checked: the checker has to be there before the first client")
    if CHECKER.problems:
        lines = [f"  {count:>4} x {problem}" for problem, count in sorted(CHECKER.problems.items())]
        failures.append("--- responses that are not as the service's model says\n" + "\n".join(lines))
    if failures:
        print("\n".join(failures), file=sys.stderr)
    sys.stdout.flush()
    # Threads of a client that failed may wait for ever.
    os._exit(1 if failures else 0)


def summary():
    total = sum(CHECKER.seen.values()) + sum(CHECKER.errors.values())
    print(f"{total} responses checked, of {len(CHECKER.seen)} operations:")
    for (service, operation), count in sorted(CHECKER.seen.items()):
        errors = sorted(code or "?" for (s, o, code) in CHECKER.errors if (s, o) == (service, operation))
        print(f"  {service} {operation}: {count}" + (f", and the errors {', '.join(errors)}" if errors else ""))
    return total

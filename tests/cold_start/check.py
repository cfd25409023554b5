"""`cargo xtask cold-start`: the first second of five functions, held against a bare hello in the same run.

Ratios of CPU time and medians of interleaved starts: the milliseconds are those of the machine, the ratios are ours.
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

import environment
from cloud import Cloud
from start import Cost, measure

ROOT = Path(__file__).resolve().parents[2]

# One of each kind: reads much, writes, reads one record, consumes a queue, runs on a schedule.
FUNCTIONS = ["availability-search", "bookings-create", "shops-show", "workers-deliver-email", "jobs-sweep-timers"]
HELLO = "bare-hello"

INIT = 5
"""CPU until the first event is asked for, in hellos."""
INIT_WARMED = 8
"""The same where the first read of the table, with its TLS handshake, is done before."""
INIT_AND_FIRST_CALL = 10
"""CPU until the first answer is given, in hellos."""
PEAK_MB = 32


def median(costs: list[Cost], of) -> float:
    return statistics.median(of(cost) for cost in costs)


def run(starts: int, cloud: Cloud) -> dict[tuple[str, bool], list[Cost]]:
    """Every binary in every round, so that a busy minute slows all of them alike."""
    cases = [(HELLO, False)] + [(name, warmed) for name in FUNCTIONS for warmed in (True, False)]
    costs = {case: [] for case in cases}
    for round in range(starts + 1):
        for name, warmed in cases:
            cost = start(name, warmed, cloud)
            # The first round reads the binaries from the disk.
            if round > 0:
                costs[name, warmed].append(cost)
    return costs


def start(name: str, warmed: bool, cloud: Cloud) -> Cost:
    if name == HELLO:
        return measure(ROOT / "target/release" / HELLO, {}, b"{}", cloud)
    variables = {**environment.of(ROOT, name), "WARM_UP": "1" if warmed else "0"}
    event = (ROOT / f"events/{name}.json").read_bytes()
    return measure(ROOT / f"target/lambda/{name}/bootstrap", variables, event, cloud)


def report(costs: dict[tuple[str, bool], list[Cost]]) -> list[str]:
    """Prints the table and answers what is past its bar."""
    hello = costs[HELLO, False]
    hello_init = median(hello, lambda c: c.init_ms)
    hello_both = median(hello, lambda c: c.init_ms + c.first_ms)
    past = []
    print(f"{'':<24}{'warm-up':<9}{'init CPU':>16}{'first call':>12}{'init + first':>18}{'peak':>10}")
    for (name, warmed), taken in costs.items():
        init, first = median(taken, lambda c: c.init_ms), median(taken, lambda c: c.first_ms)
        both, peak = median(taken, lambda c: c.init_ms + c.first_ms), max(c.peak_mb for c in taken)
        ratio, ratio_both = init / hello_init, both / hello_both
        print(
            f"{name:<24}{'yes' if warmed else 'no':<9}{init:>7.2f} ms {ratio:>4.1f}x {first:>9.2f} ms"
            f"{both:>9.2f} ms {ratio_both:>4.1f}x {peak:>6.1f} MB"
        )
        bar = INIT_WARMED if warmed else INIT
        if ratio > bar:
            past.append(f"{name}: init takes {ratio:.1f} hellos, {bar} are allowed")
        if ratio_both > INIT_AND_FIRST_CALL:
            past.append(f"{name}: init and first call take {ratio_both:.1f} hellos, {INIT_AND_FIRST_CALL} are allowed")
        if peak > PEAK_MB:
            past.append(f"{name}: {peak:.1f} MB of memory, {PEAK_MB} are allowed")
    return past


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--starts", type=int, default=11, help="starts of each case; an odd number")
    starts = arguments.parse_args().starts
    with tempfile.TemporaryDirectory() as folder, Cloud(Path(folder)) as cloud:
        costs = run(starts, cloud)
        unknown = cloud.unknown
    past = report(costs)
    past += [f"the stand-in does not know {operation}" for operation in sorted(unknown)]
    sys.exit("\n".join(past) if past else None)


if __name__ == "__main__":
    main()

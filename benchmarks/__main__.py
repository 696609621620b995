"""Run the short benchmarks, ``python -m benchmarks``, or one with its options, ``python -m benchmarks truth --help``.

Run only by name: those that take long or want many seeds (ais, candidates, blind_cases, blind_counts, occupancy,
radar, season_sbc, season_size, web), and those that want what is not shipped: peers installed, or shared sets of AIS,
of images, of claims and of lists (matching, optical, peers, readers, risks, blind_real, claims, screening,
screening_two_lists). ``faults`` and ``fuzz`` measure no speed: they break cases and readers.
"""

import sys
from importlib import import_module

SHORT = ("case", "names", "nmea", "segments", "port_calls", "encounters", "truth", "gaps")
BY_NAME = (
    "ais",
    "candidates",
    "matching",
    "occupancy",
    "optical",
    "peers",
    "radar",
    "readers",
    "risks",
    "season_sbc",
    "season_size",
    "web",
)
FAULTS = ("faults", "fuzz")
BLIND = ("blind_cases", "blind_counts", "blind_real", "claims", "screening", "screening_two_lists")


def main(argv: list[str]) -> None:
    """Run the benchmark that ``argv`` names, with the rest of it; without a name the short ones."""
    if not argv:
        for name in SHORT:
            import_module(f"benchmarks.bench_{name}").main([])
    elif argv[0] in (*SHORT, *BY_NAME):
        import_module(f"benchmarks.bench_{argv[0]}").main(argv[1:])
    elif argv[0] in (*BLIND, *FAULTS):
        import_module(f"benchmarks.{argv[0]}").main(argv[1:])
    else:
        sys.exit(f"no benchmark {argv[0]!r}; there are {', '.join((*SHORT, *BY_NAME, *BLIND, *FAULTS))}")


if __name__ == "__main__":
    main(sys.argv[1:])

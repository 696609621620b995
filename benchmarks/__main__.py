"""Run every benchmark: ``python -m benchmarks``; or one with options: ``python -m benchmarks blind_counts --help``.

With options: nmea, peers, blind_counts, blind_real. The last two are run only by name: for its bars the first takes
hours, and the second wants the shared AIS sets.
"""

import sys

from benchmarks import (
    bench_case,
    bench_encounters,
    bench_gaps,
    bench_names,
    bench_nmea,
    bench_peers,
    bench_port_calls,
    bench_segments,
    bench_truth,
    blind_counts,
    blind_real,
)

if __name__ == "__main__":
    if sys.argv[1:2] == ["nmea"]:
        bench_nmea.main(sys.argv[2:])
    elif sys.argv[1:2] == ["peers"]:
        bench_peers.main(sys.argv[2:])
    elif sys.argv[1:2] == ["blind_counts"]:
        blind_counts.main(sys.argv[2:])
    elif sys.argv[1:2] == ["blind_real"]:
        blind_real.main(sys.argv[2:])
    else:
        bench_case.main([])
        bench_names.main()
        bench_nmea.main([])
        bench_segments.main([])
        bench_port_calls.main([])
        bench_encounters.main([])
        bench_truth.main([])
        bench_gaps.main([])

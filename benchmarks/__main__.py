"""Run every benchmark: ``python -m benchmarks``; or one with options: ``python -m benchmarks blind_counts --help``.

With options: nmea, peers, blind_counts. The last takes hours for its bars and is run only by name.
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
)

if __name__ == "__main__":
    if sys.argv[1:2] == ["nmea"]:
        bench_nmea.main(sys.argv[2:])
    elif sys.argv[1:2] == ["peers"]:
        bench_peers.main(sys.argv[2:])
    elif sys.argv[1:2] == ["blind_counts"]:
        blind_counts.main(sys.argv[2:])
    else:
        bench_case.main([])
        bench_names.main()
        bench_nmea.main([])
        bench_segments.main([])
        bench_port_calls.main([])
        bench_encounters.main([])
        bench_truth.main([])
        bench_gaps.main([])

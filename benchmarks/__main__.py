"""Run every benchmark: ``python -m benchmarks``."""

from benchmarks import bench_case

if __name__ == "__main__":
    bench_case.main([])

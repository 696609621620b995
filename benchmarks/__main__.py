"""Run every benchmark: ``python -m benchmarks``."""

from benchmarks import bench_case, bench_names

if __name__ == "__main__":
    bench_case.main([])
    bench_names.main()

"""Speed and size, measured as whole processes; results with date and version stand in docs/benchmarks.md."""

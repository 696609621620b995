"""Floor 4: the report. Shows rows, computes none."""

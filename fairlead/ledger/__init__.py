"""Floor 1: who said what, totals against limits, and the sentences we stand behind."""

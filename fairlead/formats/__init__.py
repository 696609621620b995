"""Floor 2: readers and writers of files. Strict: a row is used, or refused with a reason; rows in = kept + rejected."""

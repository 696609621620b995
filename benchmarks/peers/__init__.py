"""Other programs for the same task, run on the same input in the same run. Each is a script of its own, so that it may
run in another environment: some cannot be installed beside Fairlead without a compiler."""

"""``python -m fairlead``: the command line where the shell does not find ``fairlead``."""

from fairlead.cli.main import main

if __name__ == "__main__":
    main()

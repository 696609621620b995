"""``python -m fairlead`` is the command line."""

from fairlead.cli.main import main

if __name__ == "__main__":
    main()

"""`python -m engine.cli`: the same commands without a screen, for machines that have none."""

from engine.cli.app import main

if __name__ == "__main__":
    main()

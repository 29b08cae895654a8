"""`python -m touchpoints` is `touchpoints`."""

from touchpoints.cli import main

if __name__ == "__main__":
    main()

"""What all tests share."""

import pytest


def pytest_addoption(parser):
    parser.addoption("--soak", action="store_true", help="run the long tests too")
    parser.addoption("--pictures", action="store_true", help="write the README's pictures into tests/pictures/")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--soak"):
        return
    for item in items:
        if "soak" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="long run: pytest --soak"))

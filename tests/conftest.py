"""What all tests share."""

import pytest


def pytest_addoption(parser):
    parser.addoption("--soak", action="store_true", help="run the long tests too")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--soak"):
        return
    for item in items:
        if "soak" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="long run: pytest --soak"))

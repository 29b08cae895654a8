"""What of a work was handed in, where the archive of earlier states refuses."""

import pytest
from msgspec.structs import replace

from touchpoints.language import words
from touchpoints.model import work
from touchpoints.model.errors import KitError
from touchpoints.steps.session.handed import HandedIn
from touchpoints.storage import hand_in
from touchpoints.storage import store as store_module
from touchpoints.storage.store import Store


def test_an_archive_that_takes_nothing(tmp_path, monkeypatch):
    """What is handed in counts though it cannot be among the earlier states; what could not be kept there first is not
    replaced."""
    store = Store("school-lunch", words.of("de"), tmp_path)
    handed, first = HandedIn(store), store.begin("Fuchs")
    second = replace(first, steps=work.Steps(identify=work.Identify(touchpoints=(work.Found(id="a", name="Kasse"),))))

    def refuses(*_):
        raise KitError("full")

    monkeypatch.setattr(store, "keep", refuses)
    handed.put(first, None)
    assert handed.of(first).work == first and handed.differs(second)
    with pytest.raises(KitError, match="full"):
        handed.put(second, handed.of(first))
    handed.look_again()
    assert handed.of(first).work == first


def test_two_windows_hand_in_one_after_the_other(tmp_path, monkeypatch):
    """While another window saves or hands in, nothing is handed in, and that is said."""
    monkeypatch.setattr(store_module, "PATIENCE", 0.05)
    store = Store("school-lunch", words.of("de"), tmp_path)
    with Store("school-lunch", words.of("de"), tmp_path).alone(), pytest.raises(KitError):
        HandedIn(store).put(store.begin("Fuchs"), None)
    assert not (tmp_path / hand_in.FOLDER).exists()

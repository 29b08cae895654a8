"""What of a work was handed in, remembered: all widgets ask after every change, and folders of a class may be slow."""

from __future__ import annotations

from contextlib import suppress

from touchpoints.model.errors import KitError
from touchpoints.model.work import Work
from touchpoints.storage import hand_in
from touchpoints.storage.hand_in import Handed
from touchpoints.storage.store import Store


class HandedIn:
    """What was handed in last of the work that was asked for last."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: tuple[str, Handed | None] = ("", None)  # of which work, and what of it lies there

    def of(self, work: Work) -> Handed | None:
        """What lies there of this work. The disk is asked once, until `look_again`."""
        if self._known[0] != work.id:
            self._known = (work.id, hand_in.find(self._store.root, work, self._store.words))
        return self._known[1]

    def look_again(self) -> None:
        """Somebody may have moved what was handed in: ask the disk once more."""
        self._known = ("", None)

    def differs(self, work: Work) -> bool:
        """Whether something of this work was changed after it was handed in."""
        handed = self.of(work)
        return handed is not None and not hand_in.same(handed.work, work)

    def put(self, work: Work, before: Handed | None) -> None:
        """Put the work where handed-in work lies, in place of what lay there before.

        Both are among the earlier states: what is replaced before it is replaced, what is handed in if that can be.
        KitError where the kit's folder refuses; what was handed in before is there still.
        """
        if before:
            self._store.keep(before.work, "handed_in")
        with self._store.alone():  # two windows could else replace the later state by the earlier one
            self._known = (work.id, hand_in.hand_in(self._store.root, work, self._store.words))
        with suppress(KitError):  # it is handed in all the same
            self._store.keep(work, "handed_in")

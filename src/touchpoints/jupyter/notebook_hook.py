"""A hook for a Jupyter server's saving (extension.py): a saved notebook shows what the work holds."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def before_saving(model: dict[str, Any], path: str = "", contents_manager: Any = None, **_: Any) -> None:
    """Leave our widget views out of what is saved, and put the chart as a picture and the words of today there.

    Without its kernel a widget shows "Error displaying widget" even where words stand in the same output;
    without the view, those are shown. They were written when the cell ran: the latest saved work replaces
    them, so that a student finds yesterday's work and not yesterday's beginning. The screen is not touched, and
    neither is anything in a notebook that is not ours.
    """
    if model.get("type") != "notebook" or not isinstance(model.get("content"), dict):
        return
    ours = _ours(model["content"])
    kernel = next((mark.get("kernel") for data, mark in ours if WIDGET_VIEW in data), None)
    if kernel is None:  # nothing of it has run since it was saved
        return
    model["content"].get("metadata", {}).pop("widgets", None)
    folder = Path(getattr(contents_manager, "root_dir", "."), path.strip("/")).parent
    for data, mark in ours:
        mark["kernel"] = kernel  # that of its first cell: no output is of whoever was there before
        data.clear()
        data.update(_state(mark, folder))


def _ours(content: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, str]]]:
    """What our widgets have put out, each with its mark; a notebook may hold anything."""
    outputs = [output for cell in content.get("cells", []) for output in cell.get("outputs", [])]
    found = [(output.get("data") or {}, (output.get("metadata") or {}).get("touchpoints")) for output in outputs]
    return [(data, mark) for data, mark in found if isinstance(mark, dict) and len(data) > (WIDGET_VIEW in data)]


def _state(mark: dict[str, str], folder: Path) -> dict[str, Any]:
    """The step at rest, as the saved work of whoever works there now has it; of nobody where that cannot be told.

    A lesson that is gone, or a mark that somebody changed, must not keep a notebook from being saved.
    """
    from touchpoints import steps

    try:
        kind = {"class": steps.Lesson, "student": steps.Exercise}[mark["audience"]]
        return kind(mark["lesson"], mark["language"], folder).at_rest(mark)
    except Exception as error:
        logging.getLogger(__name__).warning("Nothing is saved of a step: %s", error)
        return {"text/plain": "▸▸"}

"""A hook for a Jupyter server's saving (extension.py): a saved notebook shows what the work holds."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
PATIENCE = 10.0  # seconds in which a kernel says what is to be saved; a student's own cell may take longer
Marked = list[tuple[dict[str, Any], dict[str, str]]]  # what our widgets have put out, each with its mark


def before_saving(model: dict[str, Any], path: str = "", contents_manager: Any = None, **_: Any) -> None:
    """Leave our widget views out of what is saved, and put the chart as a picture and the words of today there.

    Without its kernel a widget shows "Error displaying widget" even where words stand in the same output;
    without the view, those are shown. They were written when the cell ran: the latest saved work replaces
    them, so that a student finds yesterday's work and not yesterday's beginning. The screen is not touched, and
    neither is anything in a notebook that is not ours.
    """
    ours = _to_rest(model)
    folder = Path(getattr(contents_manager, "root_dir", "."), path.strip("/")).parent
    _put(model, ours, [_state(mark, folder) for _, mark in ours])


async def ask_kernel(model: dict[str, Any], kernels: Any) -> None:
    """Do the same with what the widgets' kernel says, which has loaded all that draws charts: the server need not.
    Where it does not say all, nothing is done; TimeoutError and KeyError tell why.

    One question a widget: what people do meanwhile is answered between them.
    """
    ours = _to_rest(model)
    if not ours:
        return
    client = kernels.get_kernel(ours[0][1]["kernel"].removeprefix("kernel-")).client()
    client.start_channels(iopub=False, stdin=False, hb=False, control=False)
    try:
        async with asyncio.timeout(PATIENCE):
            _put(model, ours, [await _answer(client, mark) for _, mark in ours])
    finally:
        client.stop_channels()


async def _answer(client: Any, mark: dict[str, str]) -> dict[str, Any]:
    asked = f"__import__('touchpoints.steps.resting', fromlist=['of']).of({mark!r})"
    id = client.execute("", silent=True, user_expressions={"rest": asked}, allow_stdin=False)
    while (reply := await client.get_shell_msg())["parent_header"].get("msg_id") != id:
        pass
    return reply["content"]["user_expressions"]["rest"]["data"]  # an error has none


def _to_rest(model: dict[str, Any]) -> Marked:
    """Our widgets' outputs where a view is among them: else nothing of it has run since it was saved. The marks' kernel
    is that of its first cell: no output is of whoever was there before."""
    if model.get("type") != "notebook" or not isinstance(model.get("content"), dict):
        return []
    ours = _ours(model["content"])
    kernel = next((mark.get("kernel") for data, mark in ours if WIDGET_VIEW in data), None)
    if kernel is None:
        return []
    for _, mark in ours:
        mark["kernel"] = kernel
    return ours


def _ours(content: dict[str, Any]) -> Marked:
    """A notebook may hold anything."""
    outputs = [output for cell in content.get("cells", []) for output in cell.get("outputs", [])]
    found = [(output.get("data") or {}, (output.get("metadata") or {}).get("touchpoints")) for output in outputs]
    return [(data, mark) for data, mark in found if isinstance(mark, dict) and len(data) > (WIDGET_VIEW in data)]


def _put(model: dict[str, Any], ours: Marked, states: list[dict[str, Any]]) -> None:
    if ours:
        model["content"].get("metadata", {}).pop("widgets", None)
    for (data, _), state in zip(ours, states, strict=True):
        data.clear()
        data.update(state)


def _state(mark: dict[str, str], folder: Path) -> dict[str, Any]:
    """The step at rest, as the saved work of whoever works there now has it; of nobody where that cannot be told.

    A lesson that is gone, or a mark that somebody changed, must not keep a notebook from being saved.
    """
    from touchpoints import steps  # with it comes all that draws charts: a second and 45 MiB

    try:
        kind = {"class": steps.Lesson, "student": steps.Exercise}[mark["audience"]]
        return kind(mark["lesson"], mark["language"], folder).at_rest(mark)
    except Exception as error:
        logging.getLogger(__name__).warning("Nothing is saved of a step: %s", error)
        return {"text/plain": "▸▸"}

"""A hook for JupyterLab's saving, named by `touchpoints open`."""

from __future__ import annotations

from typing import Any

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"


def drop_widget_views(model: dict[str, Any], **_: Any) -> None:
    """Leave the widget views out of what is saved.

    Without its kernel a widget shows "Error displaying widget" even where words and picture stand in the same
    output; without the view, those are shown. The live widget on the screen is not touched.
    """
    if model.get("type") != "notebook" or not isinstance(model.get("content"), dict):
        return
    content = model["content"]
    content.get("metadata", {}).pop("widgets", None)
    for cell in content.get("cells", []):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if WIDGET_VIEW in data and len(data) > 1:
                del data[WIDGET_VIEW]

"""The kit's half of any Jupyter server of the environment, however it was started: `open`, plain JupyterLab, a hub.

Enabled by ``etc/jupyter/jupyter_server_config.d/touchpoints.json``, which the package installs.
"""

from __future__ import annotations

import asyncio
import gc
import inspect
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

from touchpoints.jupyter import api
from touchpoints.jupyter.notebook_hook import ask_kernel, before_saving
from touchpoints.storage.places import MARKER, root


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(serverapp: Any) -> None:
    """What the page asks is answered; saved notebooks show the work; kernels of notebooks in a kit's folder import
    nothing that lies beside them."""
    api.add(serverapp.web_app, Path(serverapp.root_dir))
    serverapp.contents_manager.register_pre_save_hook(before_saving)
    _draw_ahead(serverapp.contents_manager, serverapp.kernel_manager)
    sessions, folder = serverapp.session_manager, Path(serverapp.root_dir)
    environment_of = sessions.get_kernel_env

    def environment(path: str | None, name: str | None = None) -> dict[str, str]:
        inside = root(Path(folder, (path or "").strip("/")).parent) / MARKER
        safe = {"PYTHONSAFEPATH": "1"} if inside.is_file() else {}
        return {**environment_of(path, name), **safe}

    sessions.get_kernel_env = environment
    gc.freeze()  # all that is loaded now stays
    gc.enable()  # singleuser.py has disabled it


def _draw_ahead(manager: Any, kernels: Any) -> None:
    """While a hook runs the server answers nobody, not even a page that waits for its kernel. What takes long in ours
    is done before: in the kernel or, where that does not answer, in a thread, and kept."""
    save = manager.save
    if not inspect.iscoroutinefunction(save):
        return

    async def saved(model: dict[str, Any], path: str = "") -> dict[str, Any]:
        with suppress(Exception):  # a kernel that is busy or gone; a student may have changed anything in it
            await ask_kernel(model, kernels)
        with suppress(Exception):  # the hook will meet it too, and Jupyter says so
            await asyncio.to_thread(before_saving, deepcopy(model), path, manager)
        return await save(model, path)

    manager.save = saved

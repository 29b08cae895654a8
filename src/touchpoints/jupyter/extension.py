"""The kit's half of any Jupyter server of the environment, however it was started: `open`, plain JupyterLab, a hub.

Enabled by ``etc/jupyter/jupyter_server_config.d/touchpoints.json``, which the package installs.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from touchpoints.jupyter import api
from touchpoints.jupyter.notebook_hook import before_saving
from touchpoints.storage.places import MARKER, root


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(serverapp: Any) -> None:
    """What the page asks is answered; saved notebooks show the work; kernels of notebooks in a kit's folder import
    nothing that lies beside them."""
    api.add(serverapp.web_app)
    serverapp.contents_manager.register_pre_save_hook(before_saving)
    sessions, folder = serverapp.session_manager, Path(serverapp.root_dir)
    environment_of = sessions.get_kernel_env

    def environment(path: str | None, name: str | None = None) -> dict[str, str]:
        inside = root(Path(folder, (path or "").strip("/")).parent) / MARKER
        safe = {"PYTHONSAFEPATH": "1"} if inside.is_file() else {}
        return {**environment_of(path, name), **safe}

    sessions.get_kernel_env = environment

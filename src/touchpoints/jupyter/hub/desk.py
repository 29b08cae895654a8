"""What a hub starts for the teacher: JupyterLab on the teacher's own kit, as `touchpoints open` has it."""

from __future__ import annotations

import os
from pathlib import Path

from jupyterhub.singleuser.extension import JupyterHubSingleUser

from touchpoints.jupyter import lab, workspace
from touchpoints.jupyter.hub.singleuser import OPENED
from touchpoints.language import words
from touchpoints.storage import class_settings, live
from touchpoints.storage.places import CLASS_VARIABLE, FOLDER_VARIABLE


def main() -> None:
    """Run until the hub ends it."""
    folder, class_folder = Path(os.environ[FOLDER_VARIABLE]), Path(os.environ[CLASS_VARIABLE])
    language = os.environ["TOUCHPOINTS_LANGUAGE"]
    settings = class_settings.read(folder, words.of(language))
    workspace.update(folder, False, settings)
    live.clear_up(class_folder, settings.keep_live_days)
    where = workspace.settings(folder, language)
    lab.tell_kernels(folder, where, class_folder)
    needed = [f"--ServerApp.jpserver_extensions={name}=True" for name in OPENED]
    JupyterHubSingleUser.launch_instance([*lab.flags(folder, where), *needed, "--ServerApp.terminals_enabled=False"])


if __name__ == "__main__":
    main()

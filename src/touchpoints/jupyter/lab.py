"""Starts JupyterLab on the kit's folder."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import NoReturn

from touchpoints.storage.places import CLASS_VARIABLE, FOLDER_VARIABLE


def start(
    folder: Path, settings: Path, page: str, port: int, browser: bool, class_folder: Path | None = None
) -> NoReturn:
    """Run JupyterLab until Ctrl-C, first with `page`. A taken port moves on to the next."""
    from jupyterlab.labapp import LabApp

    tell_kernels(folder, settings, class_folder)
    LabApp.launch_instance(
        [
            *flags(folder, settings),
            f"--LabApp.default_url={page}",
            f"--ServerApp.port={port}",
            "--ServerApp.port_retries=50",
            f"--ServerApp.open_browser={browser}",
            "--ServerApp.answer_yes=True",  # Ctrl-C ends at once, without a question that scrolls away
            # What users have set up for servers of their own: a password without address.
            "--PasswordIdentityProvider.hashed_password=",
            "--PasswordIdentityProvider.password_required=False",
            # A browser from a snap may not read the file that else keeps the address from other accounts.
            f"--ServerApp.use_redirect_file={not os.path.isdir('/snap/bin')}",
        ]
    )
    # The server and its kernels are down. Worker threads of a kernel that was just starting would keep
    # Python waiting for ever; nothing of ours is left to do.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def tell_kernels(folder: Path, settings: Path, class_folder: Path | None) -> None:
    """Put into the environment what kernels learn of both folders, and which Python they are."""
    os.environ[FOLDER_VARIABLE] = str(folder.absolute())
    # Before all others: somebody's own kernel of the name python3 may know nothing of the kit.
    os.environ["JUPYTER_PATH"] = os.pathsep.join(
        filter(None, (str(settings / "share"), os.environ.get("JUPYTER_PATH")))
    )
    if class_folder:
        os.environ[CLASS_VARIABLE] = str(class_folder.absolute())


def flags(folder: Path, settings: Path) -> list[str]:
    """What a server on the kit's folder is told, however it is started.

    Its workspaces lie with our settings and are forgotten at each start, so that yesterday's tabs stay away.
    (`?reset` in the address would do the same, but JupyterLab then prints an address with a broken token.)
    """
    workspaces = settings / "workspaces"
    shutil.rmtree(workspaces, ignore_errors=True)
    return [
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.app_settings_dir={settings}",
        f"--LabApp.workspaces_dir={workspaces}",
        f"--LabApp.extra_labextensions_path={Path(__file__).with_name('labextensions')}",
        "--Application.log_level=ERROR",  # the address is shown all the same
        "--ServerApp.allow_root=True",  # a Chromebook's or a container's only user
        # What users have set up for servers of their own: a folder that is not in ours.
        f"--ServerApp.preferred_dir={folder}",
        f"--FileContentsManager.preferred_dir={folder}",
        "--ServerApp.jpserver_extensions=touchpoints.jupyter.extension=True",
        # Whoever has an account on this machine could listen to what a kernel says, on 127.0.0.1.
        "--KernelManager.transport_encryption=auto",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",  # no network
        "--LabApp.extension_manager=readonly",  # the same
    ]

"""Starts one person's server: a student's under a number of their own, in a home that nobody else can enter."""

from __future__ import annotations

import asyncio
import os
import pwd
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from jupyterhub.spawner import LocalProcessSpawner
from jupyterhub.utils import can_connect
from traitlets import Any as Anything

from touchpoints.files import atomic
from touchpoints.jupyter.hub.classes import HubClass
from touchpoints.jupyter.hub.students import accounts
from touchpoints.storage import class_settings
from touchpoints.storage.places import CLASS_VARIABLE, FOLDER_VARIABLE, NICKNAME_VARIABLE, file_stem

PROCESSES = 256  # of a student's, threads counted: server and two kernels have some 60


class StudentSpawner(LocalProcessSpawner):
    """The teacher's server runs as whoever the kit belongs to. Where the hub is not root, or all trust each other,
    students have one number together."""

    data = Anything().tag(config=True)  # the folder in which homes are made
    own_uids = Anything(False).tag(config=True)

    @property
    def _taught(self) -> HubClass | None:
        return self.authenticator.table.taught_by(self.user.name)

    @property
    def _class(self) -> HubClass:
        return self.authenticator.table.class_of(self.user.name)

    @property
    def _account(self) -> tuple[int, int]:
        if self._taught:
            return self._taught.account
        uid = self.authenticator.table[self.user.name].uid if self.own_uids else accounts(self.data)[0]
        return uid, uid

    @property
    def _home(self) -> Path:
        if self._taught:
            with suppress(KeyError):
                return Path(pwd.getpwuid(self._account[0]).pw_dir)
        return self.data / "students" / file_stem(self.user.name)

    def load_state(self, state: dict[str, Any]) -> None:
        """Servers of an earlier hub are gone; their numbers may be other processes' by now."""

    async def start(self) -> tuple[str, int]:
        """Make the home, and start the server there. PermissionError where the home is somebody else's."""
        home, root = self._home, os.geteuid() == 0
        if not self._taught:
            home.mkdir(mode=0o700, exist_ok=True)
            if root and home.stat().st_uid == 0:
                os.chown(home, *self._account)
            if root and home.stat().st_uid != self._account[0]:
                raise PermissionError(f"{home} is not {self.user.name}'s")
        started = ["touchpoints.jupyter.hub.desk"] if self._taught else ["touchpoints", "singleuser"]
        self.cmd = [sys.executable, "-m", *started]
        self.default_url = self._class.page("class" if self._taught else "student")
        with open(self.data / "hub" / "servers.log", "ab") as log:  # students can write there, and not read
            self.popen_kwargs = {"cwd": home, "umask": 0o022 if self._taught else 0o077, "stdout": log, "stderr": log}
            if root:
                uid, gid = self._account
                self.popen_kwargs |= {"user": uid, "group": gid, "extra_groups": []}
            where = await super().start()
        while not can_connect(*where):
            if await self.poll() is not None:  # at once, such as with a full disk: nobody waits for the time to be up
                raise RuntimeError(f"the server of {self.user.name} has ended: see {log.name}")
            await asyncio.sleep(0.2)
        return where

    def user_env(self, env: dict[str, str]) -> dict[str, str]:
        one = self._class
        told = {"TOUCHPOINTS_LANGUAGE": one.language, "TOUCHPOINTS_LESSON": one.settings.lesson,
                "TOUCHPOINTS_PLAN": one.settings.plan, CLASS_VARIABLE: str(one.folder)}  # fmt: skip
        if self._taught:
            told[FOLDER_VARIABLE] = str(one.kit)
        else:
            told[NICKNAME_VARIABLE] = self.authenticator.table[self.user.name].nickname
        return {**env, **told, "USER": self.user.name, "HOME": str(self._home)}

    def make_preexec_fn(self, name: str) -> Any:
        """What is done in the new process, which is the student's already: limits, and the class file. So no link that
        a student has laid leads the hub anywhere."""
        file, told = self._home / "touchpoints" / class_settings.NAME, self._class.told()

        def of_student() -> None:
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            if self.own_uids:  # the system counts a number's processes
                resource.setrlimit(resource.RLIMIT_NPROC, (PROCESSES, PROCESSES))
            if self.mem_limit:
                resource.setrlimit(resource.RLIMIT_DATA, (self.mem_limit, self.mem_limit))
            with suppress(OSError):  # where memory ends all the same, a student's process goes before the hub
                Path("/proc/self/oom_score_adj").write_text("500")
            with suppress(OSError):  # the server says what is wrong with the disk
                atomic.write(file, told)

        return (lambda: None) if self._taught else of_student

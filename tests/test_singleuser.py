"""What a hub starts for one student, without the hub: what it makes of the environment, and what the server is told."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from jupyterlab.commands import get_app_dir

from touchpoints import steps
from touchpoints.jupyter import lab, workspace
from touchpoints.jupyter.hub import singleuser
from touchpoints.language import words
from touchpoints.model.errors import KitError
from touchpoints.storage import places, present
from touchpoints.storage.class_settings import ClassSettings
from touchpoints.storage.store import Store

HUB = {"JUPYTERHUB_USER": "zoë  2", "JUPYTERHUB_SERVICE_URL": "http://127.0.0.1:1/", "TOUCHPOINTS_LANGUAGE": "de",
       "TOUCHPOINTS_LESSON": "flat-tyre", "TOUCHPOINTS_PLAN": "short", "TOUCHPOINTS_CLASS_FOLDER": "/class/8a"}  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's home, and all that the hub tells."""
    monkeypatch.setattr(os, "environ", {**os.environ, **HUB, "HOME": str(tmp_path)})
    return tmp_path


def started(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """What the server is told when it is started."""
    extension = pytest.importorskip("jupyterhub.singleuser.extension", reason="the extra `hub` is not installed")
    given: list[str] = []
    monkeypatch.setattr(extension.JupyterHubSingleUser, "launch_instance", given.extend)
    monkeypatch.setattr(singleuser.gc, "disable", lambda: None)
    monkeypatch.setattr("jupyterlab.commands._yarn_config", None)
    with pytest.raises(SystemExit):
        singleuser.start()
    return dict(one.lstrip("-").rsplit("=", 1) for one in given)


def test_outside_a_hub_it_says_so(tmp_path: Path) -> None:
    """Without a hub there is one sentence and exit code 2, in the reader's language, and no kit is made."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("JUPYTERHUB")}
    done = subprocess.run([sys.executable, "-m", "touchpoints", "singleuser"], capture_output=True, encoding="utf-8",
                          env={**clean, "HOME": str(tmp_path), "LANG": "lv_LV.UTF-8", "LC_ALL": "lv_LV.UTF-8"})  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "") and "JupyterHub" in done.stderr and len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith("Komandu") and not (tmp_path / "touchpoints").exists()


def test_the_server_has_our_settings_and_nothing_that_a_student_does_not_need(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told what `open` tells JupyterLab, opens the lesson, and loads the kit's extension and two others only."""
    told = started(monkeypatch)
    kit = home / "touchpoints"
    assert {*lab.flags(kit, kit / ".touchpoints-settings")} <= {f"--{name}={value}" for name, value in told.items()}
    assert told["ServerApp.terminals_enabled"] == "False"
    assert [name.split("=")[1] for name in told if "jpserver_extensions" in name] == ["touchpoints.jupyter.extension", *singleuser.OPENED]
    hidden = json.loads((kit / ".touchpoints-settings/page_config.json").read_text(encoding="utf-8"))["disabledExtensions"]
    assert hidden == dict.fromkeys(singleuser.HIDDEN, True)
    assert os.environ["JUPYTERHUB_SINGLEUSER_LOAD_OTHER_EXTENSIONS"] == "0"
    assert os.environ["JUPYTERHUB_DEFAULT_URL"] == "/doc/tree/exercises/de/flat-tyre.ipynb"
    assert (os.environ[places.NICKNAME_VARIABLE], os.environ[places.FOLDER_VARIABLE]) == ("zoë 2", str(kit))
    assert (kit / "exercises/de/flat-tyre.ipynb").is_file() and not (kit / "notebooks").exists()


def test_what_is_hidden_is_called_so_in_jupyterlab() -> None:
    """JupyterLab has the parts that a student does not see, under these names: one that is renamed would come back."""
    static = Path(get_app_dir(), "static")
    scripts = "".join(path.read_text(encoding="utf-8") for path in static.glob("*.js"))
    assert [name for name in singleuser.HIDDEN if f'"{name}' not in scripts] == []


def test_the_class_file_tells_what_the_hub_says_and_no_secret(home: Path) -> None:
    """What `host` has laid there, such as the class's minutes, stays; password and nicknames go; a second start writes
    nothing, so that a full disk keeps nobody out."""
    kit = home / "touchpoints"
    kit.mkdir()
    laid = 'format = "touchpoints.class/1"\npassword = "x"\nnicknames = ["Fox"]\nlesson = "school-lunch"\n[minutes.flat-tyre]\nmap = 9\n'
    (kit / "class.toml").write_text(laid)
    assert singleuser._prepare(kit) == ("de", "/doc/tree/exercises/de/flat-tyre.ipynb")
    assert tomllib.loads((kit / "class.toml").read_text(encoding="utf-8")) == {
        "format": "touchpoints.class/1", "language": "de", "lesson": "flat-tyre", "plan": "short",
        "class_folder": "/class/8a", "minutes": {"flat-tyre": {"map": 9}},
    }  # fmt: skip
    before = {path: path.stat().st_mtime_ns for path in kit.rglob("*")}
    singleuser._prepare(kit)
    assert {path: path.stat().st_mtime_ns for path in kit.rglob("*")} == before


@pytest.mark.parametrize("broken", ["[", 'format = "touchpoints.class/1"\nplan = "x"', None])
def test_what_a_student_breaks_does_not_keep_them_out(home: Path, broken: str | None) -> None:
    """A class file that cannot be read, or a folder in its place, is set aside, and the kit opens."""
    kit = home / "touchpoints"
    path = kit / "class.toml"
    kit.mkdir()
    path.write_text(broken) if broken else path.mkdir()
    assert singleuser._prepare(kit)[0] == "de" and path.is_file() and len([*kit.glob("class.changed-*")]) == 1


@pytest.mark.parametrize(("name", "value"), [("LANGUAGE", "xx"), ("LESSON", "../etc"), ("PLAN", "long")])
def test_a_hub_that_says_what_cannot_be_is_told(home: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """An unknown language, lesson or plan is named, with those that there are."""
    monkeypatch.setitem(os.environ, f"TOUCHPOINTS_{name}", value)
    with pytest.raises(KitError, match=value):
        singleuser._prepare(home / "touchpoints")


def test_without_a_lesson_it_opens_the_page_of_all(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hub that names no lesson and no language leads to all lessons, in the system's language."""
    monkeypatch.setattr(os, "environ", {"HOME": str(home), "LANG": "lv_LV.UTF-8"})
    assert singleuser._prepare(home / "touchpoints") == ("lv", "/touchpoints/start/lv")


def test_whom_the_hub_has_let_in_works_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The exercise asks for no nickname where the hub has told it; nothing is written before the first change; a class's
    own notebook asks on; and who has left stays away when the cells run again."""
    workspace.update(tmp_path, True, ClassSettings())
    monkeypatch.setenv(places.NICKNAME_VARIABLE, "zoë 2")
    folder = tmp_path / "exercises" / "de"
    work = steps.Exercise("flat-tyre", "de", folder)
    assert work.nickname == "zoë 2" and Store("flat-tyre", words.of("de"), folder).nicknames() == []
    work.identify("Die Klingel")
    assert Store("flat-tyre", words.of("de"), folder).nicknames() == ["zoë 2"]
    assert steps.Lesson("flat-tyre", "de", folder).nickname == ""
    work._session.leave()
    assert steps.Exercise("flat-tyre", "de", folder).nickname == ""
    monkeypatch.setattr(present, "kernel", lambda: "another-day")
    assert steps.Exercise("flat-tyre", "de", folder).nickname == "zoë 2"

"""The configuration for a school's own JupyterHub: it says what the classes are, and the programs that read it take it.

`kubespawner`, `kubernetes_validate` and `helm_python` come with the extra `hub-test`; the variable TOUCHPOINTS_Z2JH
names the folder of Zero to JupyterHub's chart, which is in no registry of packages.
"""

from __future__ import annotations

import asyncio
import configparser
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from traitlets.config import Config

from touchpoints.jupyter.hub import written
from touchpoints.language import words
from touchpoints.model.errors import KitError
from touchpoints.steps import ready
from touchpoints.storage.class_settings import ClassSettings

REPOSITORY = Path(__file__).parents[1]
FOX = ClassSettings(name="8a", language="de", lesson="flat-tyre", plan="short", password="kakao-2026", students=9)
OWL = ClassSettings(name='7"b\'\nimport os; os.abort()  #', language="lv", class_folder="/srv/$(touch x)/7b%s")
CHART = os.environ.get("TOUCHPOINTS_Z2JH", "")


def write(folder: Path, *classes: ClassSettings) -> dict[str, Path]:
    return {path.name: path for path in written.write(folder, classes or (FOX, OWL), words.of("en"))}


def settled(source: str) -> tuple[Config, dict]:
    """What Python in a configuration sets, and its names."""
    names = {"c": Config()}
    exec(compile(source, "jupyterhub_config.py", "exec"), names)
    return names["c"], names


def of_cluster(folder: Path) -> dict:
    return yaml.safe_load(write(folder)["values.yaml"].read_text(encoding="utf-8"))


def test_files_are_only_the_accounts_and_never_replaced(tmp_path: Path) -> None:
    """All five files are there for nobody else, for they hold passwords; and where one of them lies already, which an
    administrator has filled in, nothing is written, and the message names it."""
    found = write(tmp_path)
    assert [*found] == [*written.FILES] and {path.stat().st_mode & 0o777 for path in found.values()} == {0o600}
    found["Dockerfile"].unlink()
    found["values.yaml"].write_text("mine")
    with pytest.raises(KitError, match="jupyterhub_config.py"):
        write(tmp_path)
    assert not found["Dockerfile"].exists() and found["values.yaml"].read_text() == "mine"


@given(st.lists(st.builds(ClassSettings, name=st.text(max_size=20), class_folder=st.text(max_size=20), lesson=st.text(max_size=20),
                          password=st.text(max_size=20)), max_size=3))  # fmt: skip
def test_no_text_of_a_class_becomes_code(tmp_path_factory: pytest.TempPathFactory, classes: list[ClassSettings]) -> None:
    """Whatever a class file says, each file stays what it is: the classes are data in Python and YAML, each has its
    password, and no comment ends before its line does."""
    found = written.write(tmp_path_factory.mktemp("written"), classes, words.of("en"))
    texts = {path.name: path.read_text(encoding="utf-8") for path in found}
    values = yaml.safe_load(texts["values.yaml"])
    for source in (texts["touchpoints_tljh.py"], values["hub"]["extraConfig"]["touchpoints"]):
        told = settled(source)[1]["CLASSES"]
        assert len(told) == max(1, len(classes))
        assert [one["lesson"] for one in told.values()] == [one.lesson for one in classes or [ClassSettings(lesson="school-lunch")]]
        assert all(one["password"] for one in told.values())
    assert {line.split("=")[0] for line in texts["touchpoints-hub.service"].splitlines() if line[:1].isalpha()} == {
        "Description", "After", "Wants", "User", "StateDirectory", "StateDirectoryMode", "WorkingDirectory", "UMask", "ExecStart",
        "Restart", "KillMode", "TimeoutStopSec", "MemoryMax", "TasksMax", "NoNewPrivileges", "PrivateTmp", "ProtectSystem", "WantedBy",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["touchpoints_tljh.py", "values.yaml"])
def test_a_student_is_told_of_the_class_whose_password_was_given(tmp_path: Path, name: str) -> None:
    """The password leads to a group, the group to the class's language, lesson, plan and folder; in no class, no server."""
    text = write(tmp_path)[name].read_text(encoding="utf-8")
    c, names = settled(yaml.safe_load(text)["hub"]["extraConfig"]["touchpoints"] if name == "values.yaml" else text)
    assert c.SharedPasswordAuthenticator.password_groups["kakao-2026"] == ["8a"] and c.Authenticator.manage_groups
    student = SimpleNamespace(user=SimpleNamespace(name="fox", groups=[SimpleNamespace(name="8a")]), environment={"A": "1"})
    names["tell_class"](student)
    folder = "/class/8a" if name == "values.yaml" else "/srv/touchpoints/8a"
    assert student.environment == {"A": "1", "TOUCHPOINTS_LANGUAGE": "de", "TOUCHPOINTS_LESSON": "flat-tyre",
                                   "TOUCHPOINTS_PLAN": "short", "TOUCHPOINTS_CLASS_FOLDER": folder}  # fmt: skip
    pattern = c.Authenticator.username_pattern  # which the hub matches from the start
    assert all(re.match(pattern, fit) for fit in ("fuchs", "zoë 2", "ā" * 30))
    assert not any(re.match(pattern, unfit) for unfit in ("o'neil", "../fox", "a/b", "🦊", "x" * 31, " ", "", ".fox"))
    student.user.groups = []
    with pytest.raises(RuntimeError, match="fox"):
        names["tell_class"](student)


def test_the_unit_starts_the_configuration(tmp_path: Path) -> None:
    """systemd's unit names this Python and the file, in a folder with blanks and signs that systemd reads as its own."""
    folder = tmp_path / "a hub %n $HOME"
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str
    unit.read_string(write(folder)["touchpoints-hub.service"].read_text(encoding="utf-8"))
    file = str(folder / "jupyterhub_config.py").replace("%", "%%").replace("$", "$$")
    assert unit["Service"]["ExecStart"] == f'"{sys.executable}" -m jupyterhub -f "{file}"'
    if shutil.which("systemd-analyze"):
        unit_file = folder / "touchpoints-hub.service"
        done = subprocess.run(["systemd-analyze", "verify", str(unit_file)], capture_output=True, text=True, timeout=60)
        assert "Unknown" not in done.stderr and "Invalid" not in done.stderr, done.stderr


def test_the_hub_starts_with_what_was_written_and_serves(tmp_path: Path) -> None:
    """The real hub and proxy start with jupyterhub_config.py, on ports of loopback; a student enters with the class's
    password and no other, has a server, and it opens the class's exercise in their language; terminals and the
    teacher's addresses are 404."""
    pytest.importorskip("jupyterhub", reason="the extra `hub` is not installed")
    import hub_driver

    file = write(tmp_path / "written", FOX)["jupyterhub_config.py"]
    ports = hub_driver.free_ports(3)
    text = file.read_text(encoding="utf-8")
    for before, after in (('"/var/lib/touchpoints"', repr(str(tmp_path / "data"))), ("http://:8000", f"http://127.0.0.1:{ports[0]}"),
                          ("127.0.0.1:8081", f"127.0.0.1:{ports[1]}"), ("/srv/touchpoints", str(tmp_path))):  # fmt: skip
        assert before in text
        text = text.replace(before, after)
    text += f'\nc.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{ports[2]}"\nc.Spawner.env_keep = ["PATH", "PYTHONPATH"]\n'
    file.write_text(text, encoding="utf-8")
    (tmp_path / "8a").mkdir()
    with hub_driver.Hub(file, ports[0]) as hub:
        assert not hub.enter("fox", "wrong")
        fox = hub.enter("Fox", "kakao-2026")
        assert fox and fox.opened().endswith("/user/fox/doc/tree/exercises/de/flat-tyre.ipynb")
        nowhere = ("api/terminals", "terminals/websocket/1", "touchpoints/api/class", "touchpoints/api/notes?lesson=a&language=de", "lsp/status")
        assert {one: fox.code(one) for one in nowhere} == dict.fromkeys(nowhere, 404)
    kit = tmp_path / "data" / "students" / "fox" / "touchpoints"
    assert "kakao" not in (kit / "class.toml").read_text(encoding="utf-8") and not (kit / "notebooks").exists()
    assert (tmp_path / "data" / "hub").stat().st_mode & 0o777 == 0o700


def test_a_student_is_a_pod_that_a_cluster_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """KubeSpawner makes of the values a pod with our command, the class's variables and volume, and Kubernetes' own
    schema finds nothing wrong with it."""
    kubespawner = pytest.importorskip("kubespawner", reason="the extra `hub-test` is not installed")
    validate = pytest.importorskip("kubernetes_validate", reason="the extra `hub-test` is not installed")
    from kubernetes_asyncio.client import ApiClient

    monkeypatch.setattr("kubespawner.spawner.load_config", lambda **_: None)  # there is no cluster
    values = of_cluster(tmp_path)
    student, names = values["singleuser"], settled(values["hub"]["extraConfig"]["touchpoints"])[1]

    async def pod() -> dict:
        spawner = kubespawner.KubeSpawner(
            _mock=True, image=f"{student['image']['name']}:{student['image']['tag']}", cmd=student["cmd"],
            volumes=student["storage"]["extraVolumes"], volume_mounts=student["storage"]["extraVolumeMounts"],
            init_containers=student["initContainers"], mem_limit=student["memory"]["limit"], mem_guarantee=student["memory"]["guarantee"],
            cpu_limit=student["cpu"]["limit"], cpu_guarantee=student["cpu"]["guarantee"], uid=1000, fs_gid=100,
        )  # fmt: skip
        spawner.user.groups = [SimpleNamespace(name="8a")]
        names["tell_class"](spawner)
        async with ApiClient() as client:
            return client.sanitize_for_serialization(await spawner.get_pod_manifest())

    manifest = asyncio.run(pod())
    validate.validate(manifest, "1.32", strict=True)
    (container,) = manifest["spec"]["containers"]
    assert container["args"] == ["touchpoints", "singleuser"] and {"name": "class", "mountPath": "/class"} in container["volumeMounts"]
    assert {"name": "TOUCHPOINTS_CLASS_FOLDER", "value": "/class/8a"} in container["env"]


def test_the_chart_takes_the_values(tmp_path: Path) -> None:
    """Helm's engine renders Zero to JupyterHub's chart with the values, the chart's schema knows every key, what is
    rendered is valid, and a misspelt key is refused."""
    helm = pytest.importorskip("helm_python", reason="the extra `hub-test` is not installed")
    validate = pytest.importorskip("kubernetes_validate", reason="the extra `hub-test` is not installed")
    if not CHART:
        pytest.skip("TOUCHPOINTS_Z2JH names no folder with Zero to JupyterHub's chart")
    place = shutil.copytree(CHART, tmp_path / "jupyterhub")
    schema = yaml.safe_load((place / "values.schema.yaml").read_text(encoding="utf-8"))
    (place / "values.schema.json").write_text(json.dumps(schema))  # as its makers do before they publish it
    values, chart = of_cluster(tmp_path / "written"), helm.Chart.load(place)
    rendered = chart.render(values, name="touchpoints", namespace="touchpoints").items()
    found = [one for name, text in rendered if name.endswith(".yaml") for one in yaml.safe_load_all(text) if one]
    for one in found:
        validate.validate(one, "1.32", strict=True)
    assert len(found) > 20 and any("kakao-2026" in json.dumps(one) or one["kind"] == "Secret" for one in found)
    values["singleuser"]["memmory"] = values["singleuser"].pop("memory")
    with pytest.raises(helm.HelmError, match="memmory"):
        chart.render(values, name="touchpoints", namespace="touchpoints")


@pytest.mark.soak
def test_the_steps_of_the_image_run(tmp_path: Path) -> None:
    """In a fresh environment the Dockerfile's RUN steps install the wheel that lies beside it, and the image's command
    is there and says that there is no hub. (The account that it makes is the container's.)"""
    steps = write(tmp_path)["Dockerfile"].read_text(encoding="utf-8").replace("\\\n", "").splitlines()
    made = subprocess.run([sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)], cwd=REPOSITORY)
    assert made.returncode == 0
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "image")], check=True)
    hub = next(line.split("=")[1] for line in steps if line.startswith("ARG JUPYTERHUB="))
    environment = {**os.environ, "JUPYTERHUB": hub, "PATH": f"{tmp_path}/image/bin{os.pathsep}{os.environ['PATH']}"}
    for name in ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE"):
        environment.pop(name, None)
    runs = [line.removeprefix("RUN ") for line in steps if line.startswith("RUN ")]
    assert len(runs) == 2 and runs[0].startswith("useradd ")
    kit = shutil.copytree(tmp_path, tmp_path / "kit", ignore=lambda _, names: {one for one in names if not one.endswith(".whl")})
    subprocess.run(["sh", "-ec", runs[1].replace("/tmp/kit", str(kit))], env=environment, check=True)
    done = subprocess.run(json.loads(steps[-1].removeprefix("CMD ")), env=environment, capture_output=True, text=True)
    assert done.returncode == 2 and "JupyterHub" in done.stderr and not kit.exists()
    assert len([*tmp_path.glob("image/lib/*/site-packages/touchpoints/steps/templates/__pycache__/*")]) == len(ready.STEPS)

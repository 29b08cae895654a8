"""Both forms of install: a wheel unpacked into an empty folder, and the editable one of the repository."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

import touchpoints
from touchpoints.lessons import reader

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built without a network from what stands in the repository."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("touchpoints-*-py3-none-any.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder into which the wheel alone was installed. (An environment of uv's has no pip; installing a wheel
    without scripts of its own is then unpacking it.)"""
    folder = tmp_path_factory.mktemp("installed")
    if find_spec("pip") is None:
        zipfile.ZipFile(wheel).extractall(folder)
    else:
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--no-index",
            "--no-deps",
            "--disable-pip-version-check",
            "--target",
            str(folder),
            str(wheel),
        ]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
    return folder


def python(folder: Path, cwd: Path, *arguments: str) -> str:
    """What Python prints when `folder` comes first on its path; an error fails the test."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(folder),
        "LANG": "en_GB.UTF-8",
        "PYTHONIOENCODING": "utf-8",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=environment, capture_output=True, encoding="utf-8", timeout=120
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def committed(*folders: str) -> set[str]:
    """The repository's files in these folders, without what Python leaves there."""
    return {
        path.relative_to(REPOSITORY).as_posix()
        for folder in folders
        for path in (REPOSITORY / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and ".ipynb_checkpoints" not in path.parts
    }


def test_wheel_holds_everything(wheel: Path) -> None:
    """The wheel carries the whole package (catalogues, templates, styles, scripts, schemas, pictures that are
    needed), the lessons, notebooks and exercises, the licence, the command and what makes servers of the environment load
    the extension; no tests and nothing stale."""
    names = set(zipfile.ZipFile(wheel).namelist())
    package = {name.removeprefix("src/") for name in committed("src/touchpoints")}
    content = {f"touchpoints/content/{name}" for name in committed("lessons", "notebooks", "exercises")}
    half = {Path(name).name for name in committed("src/touchpoints/jupyter/labextensions")}
    enabling = {name for name in names if name.endswith("data/etc/jupyter/jupyter_server_config.d/touchpoints.json")}
    enabling |= {name for name in names if "/data/share/jupyter/labextensions/touchpoints/" in name}
    rest = {name for name in names if not name.split("/")[0].endswith(".dist-info")} - enabling
    assert rest == package | content and {Path(name).name for name in enabling} == {"touchpoints.json", *half}
    endings = (
        "catalogues/lv.po",
        "templates/map.html",
        "panel.js",
        "panel.css",
        "guide.css",
        "room.js",
        "start.html",
        "drawings.svg",
        "journey.schema.json",
    )
    assert all(any(name.endswith(ending) for name in names) for ending in endings)
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_installed_copy_is_the_one_tested(installed: Path, tmp_path: Path) -> None:
    """From another folder the installed copy is imported, and finds its content in itself."""
    code = "import touchpoints; from touchpoints.lessons import reader; print(touchpoints.__file__); print(reader.content())"
    assert python(installed, tmp_path, "-c", code).splitlines() == [
        str(installed / "touchpoints" / "__init__.py"), str(installed / "touchpoints" / "content"),
    ]  # fmt: skip


def test_installed_copy_lists_the_lessons(installed: Path, tmp_path: Path) -> None:
    """`python -m touchpoints list` of the installed copy names the lessons in every language, and writes nothing."""
    out = python(installed, tmp_path, "-m", "touchpoints", "list")
    for id in reader.ids():
        assert id in out and all(reader.read(id, language).words.title in out for language in ("en", "de", "lv"))
    assert list(tmp_path.iterdir()) == []


def test_installed_copy_teaches(installed: Path, tmp_path: Path) -> None:
    """The installed copy shows a step, draws a chart, copies its notebooks into a kit's folder and has its schemas."""
    code = f"""
from pathlib import Path
import touchpoints as tp
from touchpoints.jupyter import workspace
from touchpoints.storage import schemas
work = tp.Exercise({reader.ids()[0]!r}, "lv")
assert work.identify().page and str(tp.draw(work.example))
assert (schemas.FOLDER / "journey.schema.json").read_text() == schemas.schema(schemas.KINDS["journey.schema.json"])
update = workspace.update(Path("kit"), student=False)
print(len(update.written), {str(installed)!r} in tp.__file__)
"""
    copied = len(committed("notebooks", "exercises"))
    assert python(installed, tmp_path, "-c", code) == f"{copied} True"
    assert not (tmp_path / "work").exists()


def test_command_is_installed(installed: Path, tmp_path: Path) -> None:
    """The install brings the command `touchpoints`, in the version that the package says it has."""
    code = (
        "from importlib.metadata import distributions; "
        "d = next(d for d in distributions(name='touchpoints')); "
        "e = next(iter(d.entry_points.select(group='console_scripts'))); print(e.name, e.load().__module__, d.version)"
    )
    assert python(installed, tmp_path, "-c", code) == f"touchpoints touchpoints.cli {touchpoints.__version__}"


def test_editable_finds_the_repository(tmp_path: Path) -> None:
    """The editable form takes lessons and notebooks from the repository itself, so that no copy can go stale."""
    code = "from touchpoints.lessons import reader; print(reader.content())"
    assert python(REPOSITORY / "src", tmp_path, "-c", code) == str(REPOSITORY)
    assert not (REPOSITORY / "src" / "touchpoints" / "content").exists()

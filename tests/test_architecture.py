"""The rooms of the package, and who may import whom: downwards only."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import touchpoints

PACKAGE = Path(touchpoints.__file__).parent
MODULES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}
# From the ground up: a room may import the rooms before it, and its own modules.
ROOMS = (
    "model",
    "language",
    "files",
    "lessons",
    "storage",
    "exchange",
    "rubric",
    "charts",
    "classroom",
    "steps",
    "publish",
    "jupyter",
    "cli",
    "__main__",
)
FACADE = "__init__"
# Packages from outside that only these rooms may import, when they come at all.
KEEPERS = {
    "matplotlib": {"charts"},
    "ipywidgets": set(),
    "anywidget": {"steps"},
    "jupyterlab": {"jupyter"},
    "configurable_http_proxy": {"jupyter"},
    "filelock": {"storage"},
    "jupyterhub": {"jupyter"},
    "nbformat": {"publish", "jupyter"},
    "segno": {"jupyter"},
    "typst": {"publish"},
    "xlsxwriter": {"publish", "exchange"},
    "python_calamine": {"exchange"},
    "yaml": {"exchange"},
}


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def named(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@cache
def imports(path: Path) -> list[tuple[str, bool]]:
    """The full name of every module imported anywhere in the file, and whether for annotations only."""
    return list(_imports(path))


def _imports(path: Path) -> Iterator[tuple[str, bool]]:
    tree = MODULES[path]
    quiet = {id(node) for block in ast.walk(tree) if _is_type_checking(block) for node in ast.walk(block)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in quiet) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{named(path)} imports relatively"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield (whole if _is_module(whole) else node.module), id(node) in quiet


def _is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


@cache
def _is_module(name: str) -> bool:
    path = PACKAGE.parent.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def ours(path: Path) -> Iterator[tuple[str, bool]]:
    for name, quiet in imports(path):
        if name.split(".")[0] == "touchpoints":
            yield name, quiet


def test_every_module_has_a_room() -> None:
    """The list of rooms is complete and names none that is gone."""
    assert {room(path) for path in MODULES} == {*ROOMS, FACADE}


def test_imports_go_downwards() -> None:
    """A module imports only rooms below its own, inside functions and for annotations too; and never the façade."""
    wrong = [
        f"{named(path)} imports {name}"
        for path in MODULES
        if room(path) != FACADE
        for name, _ in ours(path)
        if name == "touchpoints" or ROOMS.index(name.split(".")[1]) > ROOMS.index(room(path))
    ]
    assert not wrong, "\n".join(wrong)


def test_one_word_one_meaning() -> None:
    """No name of a class or a type is given twice in the package. (A letter is a type variable.)"""
    found: dict[str, list[str]] = {}
    for path, tree in MODULES.items():
        for node in tree.body:
            names = [node.name] if isinstance(node, ast.ClassDef) else []
            if isinstance(node, ast.Assign):
                names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            for name in names:
                if name[0].isupper() and not name.isupper():
                    found.setdefault(name, []).append(f"{named(path)}:{node.lineno}")
    assert {name: places for name, places in found.items() if len(places) > 1} == {}


def test_no_circles_inside_a_room() -> None:
    """Within a room, too, modules do not import each other in a circle."""
    graph = {_name(path): [name for name, quiet in ours(path) if not quiet] for path in MODULES if room(path) != FACADE}
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, f"circle: {' → '.join((*way, name))}"
        if name not in done:
            for other in graph.get(name, []):
                if other != name:
                    visit(other, (*way, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def _name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def test_charts_stand_beside_each_other() -> None:
    """No chart imports another, and what they share imports none; `charts` itself loads them by their names."""
    wrong = []
    for path in MODULES:
        if room(path) != "charts":
            continue
        folder = path.relative_to(PACKAGE / "charts").parts[0]
        others = [name for name, _ in ours(path) if name.startswith("touchpoints.charts.")]
        wrong += [f"{named(path)} imports {name}" for name in others
                  if name.split(".")[2] not in ("parts", "chart", folder)]  # fmt: skip
    assert not wrong, "\n".join(wrong)


def test_heavy_packages_stay_in_their_rooms() -> None:
    """matplotlib, widgets, JupyterLab and nbformat are imported only by the rooms that are there for them; pyplot by
    none."""
    wrong = [
        f"{named(path)} imports {name}"
        for path in MODULES
        for name, _ in imports(path)
        if room(path) not in KEEPERS.get(name.split(".")[0], {room(path)}) or "pyplot" in name or name == "pylab"
    ]
    assert not wrong, "\n".join(wrong)


def test_no_pyplot() -> None:
    """Nobody speaks of pyplot in code, not through a string or an attribute either: it keeps every figure alive."""
    wrong = {named(path): said for path, tree in MODULES.items() if (said := _pyplots(tree))}
    assert wrong == {}


def _pyplots(tree: ast.Module) -> list[str]:
    """The attributes and strings, but for docstrings, in which it is named."""
    docs = {
        ast.get_docstring(node, clean=False)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
    }
    words = [node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    strings = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [word for word in (*words, *strings) if "pyplot" in word and word not in docs]


def test_every_class_of_the_stylesheets_is_used() -> None:
    """What a stylesheet describes stands in a template, a script or a module; some names are put together there."""
    files = [path for kind in ("py", "js", "html") for path in PACKAGE.rglob(f"*.{kind}")]
    written = {name for path in files for name in re.findall(r"tp-[\w-]*", path.read_text(encoding="utf-8"))}
    made = {f"tp-{name}" for name in ("best", "worst", "class", "student")} | {
        f"{name}{end}" for name, ends in {"tp-level-": range(-2, 3), "tp-prose-": ("class", "student"),
                                          "tp-role-": ("employee",)}.items() for end in ends
    }  # fmt: skip
    sheets = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.css"))
    assert not set(re.findall(r"\.(tp-[\w-]+)", sheets)) - written - made


def test_facade_is_small() -> None:
    """The façade has fewer than 50 lines of code."""
    lines = (PACKAGE / "__init__.py").read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if line.strip()]) < 50


def run(code: str) -> str:
    """What a fresh interpreter prints; a failing one fails the test with its error."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_importing_loads_nothing_heavy() -> None:
    """`import touchpoints` loads neither matplotlib nor widgets nor anything else of weight, nor does asking for its
    names."""
    heavy = "matplotlib numpy ipywidgets anywidget IPython nbformat jupyterlab babel msgspec".split()
    assert run(f"import sys, touchpoints; dir(touchpoints); print(*(m for m in {heavy} if m in sys.modules))") == ""


def test_data_and_rules_load_neither_charts_nor_widgets() -> None:
    """Everything below the charts, and the command line before a command runs, does without matplotlib and widgets."""
    below = ", ".join(f"touchpoints.{name}" for name in (*ROOMS[: ROOMS.index("charts")], "jupyter.workspace", "cli"))
    assert (
        run(f"import sys, {below}; print(*(m for m in ('matplotlib', 'ipywidgets', 'anywidget') if m in sys.modules))")
        == ""
    )


def test_charts_load_no_widgets() -> None:
    """Charts are drawn without widgets."""
    assert (
        run("import sys, touchpoints.charts; print('ipywidgets' in sys.modules, 'matplotlib' in sys.modules)")
        == "False True"
    )


def test_no_import_changes_global_state() -> None:
    """No import changes matplotlib's settings or backend, the locale, the warnings or the random numbers, and none
    imports pyplot; charts and steps included."""
    code = """
import locale, os, random, sys, warnings
import matplotlib, ipywidgets, anywidget, babel
def state():
    rc = matplotlib.rcParams
    settings = {key: dict.__getitem__(rc, key) for key in rc}  # asking the usual way would choose a backend
    return (settings, locale.setlocale(locale.LC_ALL),
            random.getstate(), list(warnings.filters), dict(os.environ), sys.excepthook, os.getcwd())
before = state()
from touchpoints import charts, steps, cli, exchange
from touchpoints.publish import notebooks
from touchpoints.jupyter import workspace, lab, notebook_hook
after = state()
print([n for n, (a, b) in enumerate(zip(before, after)) if a != b], 'matplotlib.pyplot' in sys.modules)
"""
    assert run(code) == "[] False"


def test_public_names() -> None:
    """The façade offers what it says, and an unknown name is an AttributeError as usual."""
    assert all(getattr(touchpoints, name) for name in touchpoints.__all__)
    with pytest.raises(AttributeError, match="nonsense"):
        touchpoints.nonsense  # noqa: B018

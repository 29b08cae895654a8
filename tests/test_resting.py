"""What a saved notebook keeps is said by the widgets' kernel, so that the server loads nothing that draws."""

from __future__ import annotations

import asyncio
import copy
import json
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from test_steps import page_sends

from touchpoints import steps
from touchpoints.jupyter import notebook_hook, workspace
from touchpoints.steps import resting
from touchpoints.steps.widget import LessonWidget
from touchpoints.storage import present
from touchpoints.storage.class_settings import ClassSettings

SHOWN = "work.who() work.identify() work.map() work.design() work.check() work.hand_in() work.picture('compare')".split()
SCRIPT = """
import asyncio, json, sys
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from touchpoints.jupyter import extension

async def run(client, code):
    id, outputs = client.execute(code), []
    while True:
        message = await client.get_iopub_msg(timeout=60)
        content = message["content"]
        if message["parent_header"].get("msg_id") == id:
            assert message["msg_type"] != "error", content
            if message["msg_type"] in ("execute_result", "display_data"):
                outputs.append({"output_type": "display_data", "data": content["data"], "metadata": content["metadata"]})
            if content.get("execution_state") == "idle":
                return outputs

async def main():
    kernels = AsyncMappingKernelManager()
    kernel = kernels.get_kernel(await kernels.start_kernel(cwd=sys.argv[1]))
    client = kernel.client()
    client.start_channels()
    await client.wait_for_ready(timeout=60)
    outputs = [one for code in json.loads(sys.argv[2]) for one in await run(client, code)]
    model = {"type": "notebook", "content": {"cells": [{"outputs": outputs}], "metadata": {"widgets": {}}}}
    asked = json.loads(json.dumps(model))
    async def save(model, path=""):
        return model
    manager = type("Manager", (), {"root_dir": sys.argv[1], "save": staticmethod(save)})()
    extension._draw_ahead(manager, kernels)
    saved = await manager.save(asked, "a.ipynb")
    await kernels.shutdown_all(now=True)
    print(json.dumps({"before": model, "saved": saved, "loaded": "matplotlib" in sys.modules}))

asyncio.run(main())
"""


def test_the_kernel_says_the_same_as_the_hook_and_the_server_loads_no_charts(tmp_path: Path) -> None:
    """Of every kind of step, with a map and handed in, what a real kernel says is what the hook would have put there from
    the saved work; and the server that asked has loaded no matplotlib."""
    workspace.update(tmp_path, True, ClassSettings())
    folder = tmp_path / "exercises" / "en"
    code = ["import touchpoints as tp; work = tp.Exercise('school-lunch', 'en')",
            "work.nickname = 'Fox'; work.identify('Menu'); work.discuss('Menu', feeling=1)",
            "work.map(title='Lunch', stages=['Eat']); work.map('Menu', stage='Eat'); work._session.hand_in()", *SHOWN]  # fmt: skip
    done = subprocess.run([sys.executable, "-c", SCRIPT, str(folder), json.dumps(code)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert len(told["saved"]["content"]["cells"][0]["outputs"]) == len(SHOWN) and not told["loaded"]
    model = told["before"]
    notebook_hook.before_saving(model, "a.ipynb", SimpleNamespace(root_dir=str(folder)))
    for said, put in zip(told["saved"]["content"]["cells"][0]["outputs"], model["content"]["cells"][0]["outputs"], strict=True):
        assert said == json.loads(json.dumps(put)), said["metadata"]
    assert notebook_hook.WIDGET_VIEW not in json.dumps(model) and "touchpoints.work+json" in json.dumps(model)


@pytest.mark.parametrize("answer", [{}, {"status": "error", "ename": "KeyError"}, None])
def test_a_kernel_that_does_not_say_all_leaves_it_to_the_hook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: object) -> None:
    """Where the kernel is busy, answers with an error, or was started anew, nothing of the notebook is touched."""
    monkeypatch.setattr(notebook_hook, "PATIENCE", 0.05)
    data, metadata = steps.Exercise("school-lunch", "en", tmp_path).identify()._repr_mimebundle_()
    output = {"output_type": "display_data", "data": data, "metadata": metadata}
    model = {"type": "notebook", "content": {"cells": [{"outputs": [output]}], "metadata": {"widgets": {}}}}
    before, ended = copy.deepcopy(model), []

    async def reply() -> dict:
        if answer is None:
            await asyncio.Event().wait()
        return {"parent_header": {"msg_id": "1"}, "content": {"user_expressions": {"rest": answer}}}

    client = SimpleNamespace(start_channels=lambda **_: None, stop_channels=lambda: ended.append(True), execute=lambda *_, **__: "1",
                             get_shell_msg=reply)  # fmt: skip
    kernels = SimpleNamespace(get_kernel=lambda id: SimpleNamespace(client=lambda: client))
    with pytest.raises((KeyError, TimeoutError)):
        asyncio.run(notebook_hook.ask_kernel(model, kernels))
    assert model == before and ended == [True]


def test_a_widget_at_rest_is_of_whoever_works_there_now(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel's latest widget answers for its mark, with what was saved last from another window, too, and of nobody
    once they have left; what stands on its screen stays, so that a change there still meets the other window's; a mark
    that none bears is a KeyError."""
    monkeypatch.setattr(present, "kernel", lambda: "one")
    work = steps.Exercise("school-lunch", "en", tmp_path)
    work.nickname = "Fox"
    work.identify("Menu")
    widget = work.identify()
    mark = widget._repr_mimebundle_()[1]["touchpoints"]
    other = steps.Exercise("school-lunch", "en", tmp_path)
    other.identify("The <b>queue")
    said = resting.of(mark)._repr_mimebundle_()
    assert "The <b>queue" in said["text/plain"] and "<b>queue" not in said["text/html"]
    assert [one.name for one in widget.session.steps.identify.touchpoints] == ["Menu"]
    page_sends(widget, "add", name="Till")
    assert widget.session.rival is not None
    other._session.leave()
    assert "queue" not in resting.of(mark)._repr_mimebundle_()["text/plain"]
    with pytest.raises(KeyError):
        resting.of({**mark, "step": "__class__"})


def test_a_click_waits_while_the_notebook_is_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """JupyterLab has a page's messages dealt with in a thread beside the one that says what is saved: a click in that
    moment acts on what stands on the screen, and nobody is told of another window."""
    monkeypatch.setattr(present, "kernel", lambda: "one")
    work = steps.Exercise("school-lunch", "en", tmp_path)
    work.nickname = "Fox"
    widget = work.identify()
    mark, at_rest = widget._repr_mimebundle_()[1]["touchpoints"], type(widget).at_rest
    clicked = threading.Thread(target=page_sends, args=(widget, "add"), kwargs={"name": "Till"})

    def meanwhile(self, drawn: bool = True) -> dict[str, str]:
        clicked.start()
        clicked.join(1)  # a click that does not wait is over by then
        return at_rest(self, drawn)

    monkeypatch.setattr(type(widget), "at_rest", meanwhile)
    resting.of(mark)
    clicked.join()
    assert [one.name for one in work._session.steps.identify.touchpoints] == ["Till"]
    assert work._session.rival is None


def test_a_click_waits_while_a_widget_is_displayed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """For a moment it is then as a saved notebook keeps it, with what was handed in; its page shows the present state."""
    work = steps.Exercise("school-lunch", "en", tmp_path)
    work.nickname = "Fox"
    found, handing = work.identify(), work.hand_in()
    page_sends(found, "add", name="Menu")
    page_sends(handing, "hand_in")
    at_rest = LessonWidget.at_rest
    clicked = threading.Thread(target=page_sends, args=(found, "add"), kwargs={"name": "Till"})

    def meanwhile(self, drawn: bool = True) -> dict[str, str]:
        clicked.start()
        clicked.join(1)
        return at_rest(self, drawn)

    monkeypatch.setattr(LessonWidget, "at_rest", meanwhile)
    handing._repr_mimebundle_()
    clicked.join()
    shown = handing.page
    handing.refresh()
    assert handing.page == shown

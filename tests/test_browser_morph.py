"""A step's page becomes Python's next one: what is in both stays the same element, wherever others come or go."""

from __future__ import annotations

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lab_driver import needs_chromium

pytestmark = needs_chromium
MORPH = resources.files("touchpoints.steps") / "page" / "morph.js"
# What to open: in a box without an id, and by itself; and a box that nothing names.
BLOCKS = {
    "box": '<div class="box"><details id="{n}"><summary>{n}</summary></details></div>',
    "bare": '<details id="{n}"><summary>{n}</summary></details>',
    "text": "<div>{n}</div>",
}
# Changes the one page into the other; what the page is then, and what of both is not the same any more.
CHANGE = """([before, after]) => {
  const [root, page] = [before, after].map(html => Object.assign(document.createElement("div"), { innerHTML: html }));
  const there = [...root.querySelectorAll("details")].filter(one => page.querySelector(`#${one.id}`));
  morph(root, page);
  return [root.innerHTML, there.filter(one => !root.contains(one)).map(one => one.id)];
}"""
pages = st.lists(st.sampled_from("abcdefg"), unique=True, max_size=7)


@pytest.fixture(scope="module")
def blank(browser):
    page = browser.new_page()
    page.add_script_tag(content=f"const touched = new WeakSet();\n{MORPH.read_text('utf-8')}")
    yield page
    page.close()


@given(before=pages, after=pages, kinds=st.tuples(*[st.sampled_from(sorted(BLOCKS))] * 7))
def test_what_is_in_both_pages_stays(blank, before, after, kinds):
    """Whatever comes, goes or changes places around it, and whether or not the box around it has an id."""
    html = lambda names: "".join(BLOCKS[kinds["abcdefg".index(one)]].format(n=one) for one in names)  # noqa: E731
    wanted = html(after)
    page, lost = blank.evaluate(CHANGE, [html(before), wanted])
    assert page == wanted
    assert lost == []


def test_nothing_of_another_person_stays_in_a_field(blank):
    """A field that was typed in holds, when the page is another's, that one's text alone, also as what it began with."""
    assert blank.evaluate(
        """() => {
        const [root, page] = ["first", "second"].map(text => Object.assign(document.createElement("div"), {
          innerHTML: `<textarea id="a">${text}</textarea>` }));
        root.firstChild.value = "typed";
        morph(root, page);
        return [root.firstChild.value, root.firstChild.defaultValue];
        }"""
    ) == ["second", "second"]

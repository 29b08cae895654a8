"""The guide as a PDF: everything is on it, as it was written, on the right paper, in our typefaces only."""

from __future__ import annotations

import ctypes
import os
import re
import string
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from io import BytesIO
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pypdf
import pypdfium2
import pytest
import typst
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.text import Text
from msgspec.structs import replace
from pypdfium2 import raw

from touchpoints import charts, cli
from touchpoints.charts import Chart
from touchpoints.language import words
from touchpoints.language.words import LANGUAGES
from touchpoints.lessons import prose, reader
from touchpoints.lessons.lesson import LessonContent
from touchpoints.lessons.numbers import Case, Statement
from touchpoints.lessons.text import LessonText, StatementText
from touchpoints.model.work import STEPS
from touchpoints.publish import guide
from touchpoints.publish.guide import markup, paper, sheets

MM = 72 / 25.4
FOOT = 20 * MM  # what stands lower is the footer
DOTS = 50  # an inch, of a page as a picture
HEADING = 11.9  # points: the smallest heading of the teacher's part


class Pdf:
    """A PDF as a reader sees it."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.pages = list(pypdfium2.PdfDocument(raw))

    @cached_property
    def texts(self) -> list[str]:
        return [page.get_textpage().get_text_range() for page in self.pages]

    @cached_property
    def text(self) -> str:
        return bare("".join(self.texts))

    def picture(self, number: int, dots: int = DOTS) -> np.ndarray:
        return self.pages[number].render(scale=dots / 72, grayscale=True).to_numpy().squeeze()

    def lines(self, number: int) -> dict[float, float]:
        """The height of each line of text above the footer, with its type size."""
        text, found = self.pages[number].get_textpage(), {}
        for at in range(text.count_chars()):
            bottom = text.get_charbox(at)[1]
            if bottom > FOOT:
                found[bottom] = max(found.get(bottom, 0), raw.FPDFText_GetFontSize(text.raw, at))
        return found


def bare(text: str) -> str:
    """Without blanks and hyphens, of which a line end makes some and takes some."""
    return re.sub(r"[-\s\u00ad\u200b\ufffe]", "", unicodedata.normalize("NFC", text))


@pytest.fixture(scope="module")
def papers() -> dict[str, Pdf]:
    return {language: Pdf(guide.pdf(reader.read("school-lunch", language))) for language in LANGUAGES}


@pytest.fixture(params=["lv", *(pytest.param(one, marks=pytest.mark.soak) for one in ("en", "de"))])
def made(request: pytest.FixtureRequest, papers: dict[str, Pdf]) -> tuple[LessonContent, Pdf]:
    return reader.read("school-lunch", request.param), papers[request.param]


EVERY = [(id, language) for id in reader.ids() for language in LANGUAGES]


@pytest.fixture(params=EVERY, ids="-".join)
def every(request: pytest.FixtureRequest) -> tuple[LessonContent, Pdf]:
    lesson = reader.read(*request.param)
    return lesson, Pdf(guide.pdf(lesson))


# What stands on it.


def expected(lesson: LessonContent) -> Iterator[str]:
    """Everything that the guide has to say."""
    text, say = lesson.words, words.of(lesson.language)
    yield from (text.title, text.question, text.objective, *text.moods.values(), *text.observe.values())
    yield from (one for can in text.can.values() for one in (can.text, can.assess))
    yield from (one for wrong in text.misconceptions.values() for one in (wrong.say, wrong.ask))
    yield from (one for help in text.help.values() for one in (help.support, help.stretch))
    yield from (level for levels in text.rubric.values() for level in levels)
    for scene in text.scenes.values():
        for card in (scene.customer, scene.employee):
            yield from (scene.title, card.who, card.want, card.know, card.rule, card.first_sentence, *card.could_say)
    for item in text.exit.values():
        yield from (item.question, item.answer, item.reason, item.wrong)
    for item in text.quiz.values():
        yield item.question
        yield from (one for answer in item.answers.values() for one in (answer.text, answer.reason))
    for asked in lesson.recall:
        right = asked.text.answers[asked.question.right]
        yield from (asked.text.question, right.text, right.reason)
    for stage in lesson.case.stages:
        yield from (stage.name, *(text for one in stage.activities for text in (one.name, one.why)))
    if text.improvement:
        yield from (text.improvement.name, text.improvement.problem, text.improvement.because)
    for one in text.game.values():
        yield from (one.text, one.because)
    for one in reader.glossary(lesson.language).values():
        yield from (one.term, one.meaning)
    parts = [f"{step}.{part}" for step in STEPS for part in ("explain", "more", "task")]
    for name in (name for name in parts if name in lesson.blocks):
        yield from shown(markup.blocks(prose.block(lesson, name, folded=False), lesson.language))
    yield from shown(markup.blocks(prose.block(lesson, "finish.code"), lesson.language))
    yield lesson.numbers.coding
    yield from (say(f"{step}.title") for step in STEPS)


def shown(nodes: list[markup.Node]) -> Iterator[str]:
    for node in nodes:
        if node["type"] == "par":
            yield markup.text_of(node["parts"])
        for item in node.get("items", []):
            yield from shown(item)


def missing(lesson: LessonContent, pdf: Pdf) -> list[str]:
    """What does not stand on the paper, neither as it is nor as it is quoted, with other quotation marks inside."""
    inside = words.of(lesson.language).inside
    return [one for one in expected(lesson) if bare(one) not in pdf.text and bare(inside(one)) not in pdf.text]


def test_everything_is_there(made: tuple[LessonContent, Pdf]) -> None:
    """Every task, explanation, card, question, answer with its reason, rubric, the case and the words of the field
    stand on the paper, letter by letter; and the signs that Atkinson Hyperlegible lacks."""
    lesson, pdf = made
    assert missing(lesson, pdf) == []
    assert set("✓✗→−✂") <= set(pdf.text)


def test_sheets_stand_where_the_teacher_is_told(made: tuple[LessonContent, Pdf]) -> None:
    """The pages that the list of sheets names begin with those sheets; a student's worksheet has four."""
    lesson, pdf = made
    say, pages = words.of(lesson.language), [bare(text) for text in pdf.texts]
    order = ["sheet.identify", "sheet.map", "sheet.design", "sheet.role_play", "sheet.choose", "sheet.cut", "guide.words"]
    found = [next(at for at, text in enumerate(pages) if bare(say(key).split("{")[0]) in text) for key in order]
    assert found[:5] == [*range(found[0], found[0] + 5)] and found == sorted(found) and len(set(found)) == len(found)
    assert bare(say("sheet.exit")) in pages[found[3]]
    listed = next(text for text in pdf.texts if say("guide.copy") in text)
    for at in found[4:6]:
        assert say("guide.page", number=at + 1) in listed
    assert say("guide.pages", first=found[0] + 1, last=found[3] + 1) in listed


def test_empty_maps(made: tuple[LessonContent, Pdf]) -> None:
    """The maps have the lesson's stages and the five named levels; without a case, five columns without a name."""
    lesson, pdf = made
    say = words.of(lesson.language)
    maps = [bare(text) for text in pdf.texts if say("map.title_field") in text]
    assert len(maps) == 2
    for text in maps:
        assert all(bare(stage.name) in text for stage in lesson.case.stages)
        assert all(bare(say.feeling(value)) in text for value in (-2, -1, 0, 1, 2))
        assert bare(say("chart.hidden.company")) in text and bare(say("chart.hidden.customer")) in text
    free = replace(lesson, numbers=replace(lesson.numbers, case=Case()))
    assert sheets.stages(free) == [""] * 5


def test_a_game_has_a_sheet_and_its_answers() -> None:
    """A lesson with a game has a sheet with its statements, and tells the teacher who sees each of them, and why."""
    lesson = reader.read("school-lunch", "lv")
    sides = ("both", "company", "customer")
    game = {side: StatementText(text=f"Stāsts {side} par ķirsi", because=f"Tāpēc {side} ēd.") for side in sides}
    numbers = replace(lesson.numbers, game=tuple(Statement(id=side, visible_to=side) for side in sides))
    pdf = Pdf(guide.pdf(replace(lesson, numbers=numbers, words=replace(lesson.words, game=game))))
    say = words.of("lv")
    for side in sides:
        assert pdf.text.count(bare(game[side].text)) == 2
        assert bare(f"{say(f'visible.{side}')}: {game[side].because}") in pdf.text
    assert len([text for text in pdf.texts if say("sheet.sees") in text]) == 1


# How it looks.


def white(picture: np.ndarray, millimetres: float) -> bool:
    """Whether nothing is printed so near to any edge."""
    edge = int(millimetres / 25.4 * DOTS)
    inside = np.full(picture.shape, False)
    inside[edge:-edge, edge:-edge] = True
    return bool((picture[~inside] > 250).all())


def check_look(pdf: Pdf) -> None:
    """A4 but for one sheet of A3; 12 mm free at each edge; no heading is the last line of a page."""
    sizes = [tuple(round(side / MM) for side in page.get_size()) for page in pdf.pages]
    assert sizes.count((420, 297)) == 1 and set(sizes) <= {(210, 297), (297, 210), (420, 297)}
    for number in range(len(pdf.pages)):
        assert white(pdf.picture(number), 12), f"page {number + 1}"
        lines = pdf.lines(number)
        last = min(lines, default=0)
        assert not lines or lines[last] < HEADING or sizes[number] == (420, 297), f"page {number + 1}"


def test_paper_margins_and_headings(made: tuple[LessonContent, Pdf]) -> None:
    """Any school's copier takes it, and nothing runs off a page."""
    check_look(made[1])


def test_no_page_is_empty(made: tuple[LessonContent, Pdf]) -> None:
    """Every page holds more than its footer."""
    pictures = [made[1].picture(number) for number in range(len(made[1].pages))]
    assert all((picture[:-60] < 200).mean() > 0.005 for picture in pictures)


INK = (1, 2, 3)  # of a picture that stands for a chart


def inked(pdf: Pdf) -> Iterator[tuple[int, list[float]]]:
    """The pages on which something is painted in INK, with its left, bottom, right and upper edge on the paper."""
    for number, page in enumerate(pdf.pages):
        for one in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
            colour = [ctypes.c_uint() for _ in range(4)]
            raw.FPDFPageObj_GetFillColor(one.raw, *map(ctypes.byref, colour))
            if tuple(part.value for part in colour[:3]) == INK:
                yield number, list(one.get_bounds())


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Instead of each chart a sheet of its size, painted in INK; and its smallest letters in parts of its width."""
    smallest = []

    def paint(chart: Chart, page: int = 0) -> str:
        width, height = (72 * inches for inches in chart.pages[page].get_size_inches())
        letters = [text.get_fontsize() for text in chart.pages[page].findobj(Text) if text.get_text().strip()]
        smallest.append(min(letters) / width)
        sheet = f'<rect width="{width}pt" height="{height}pt" fill="rgb{INK}"/>'
        return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}pt" height="{height}pt">{sheet}</svg>'

    monkeypatch.setattr(Chart, "svg", paint)
    return smallest


SOME = [pytest.param(*one, marks=() if one == ("flat-tyre", "de") else pytest.mark.soak) for one in EVERY]


@pytest.mark.parametrize(("id", "language"), SOME)
def test_no_letter_of_a_chart_is_too_small(id: str, language: str, painted: list[float]) -> None:
    """As large as the charts stand on the paper, none of their letters is smaller than 8 points."""
    widths = [right - left for _, (left, _, right, _) in inked(Pdf(guide.pdf(reader.read(id, language))))]
    assert all(width * letter >= 7.99 for width, letter in zip(widths, painted, strict=True))


def test_a_high_chart_stays_on_its_page(painted: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    """A chart that has grown higher than a page is made to fit."""
    draw = charts.draw

    def grown(journeys: Any, name: str, language: str, size: str, **options: Any) -> Chart:
        chart = draw(journeys, name, language, size, **options)
        chart.figure.set_figheight(40 if size == charts.SCREEN else chart.figure.get_figheight())
        return chart

    monkeypatch.setattr(charts, "draw", grown)
    pdf = Pdf(guide.pdf(reader.read("flat-tyre", "de")))
    (high, (_, bottom, _, top)), _ = inked(pdf)
    assert FOOT < bottom < top < pdf.pages[high].get_size()[1] - 14 * MM and len(painted) == 2


def test_lines_to_write_on(papers: dict[str, Pdf]) -> None:
    """Lines for handwriting that follow each other in a field are 8 to 9 mm apart, and no two lines are nearer."""
    lines = (1, 2, 3, 2, 2, 2)  # of the fourth step's fields: old and new touchpoint, why, three answers
    start = words.of("en")("sheet.design")
    number = next(at for at, text in enumerate(papers["en"].texts) if start in text and "Name" in text)
    picture = papers["en"].picture(number, 200)
    rows = np.flatnonzero((picture < 190).mean(axis=1) > 0.7)
    gaps = np.diff(rows)[np.diff(rows) > 2] / 200 * 25.4
    assert sum((gaps > 8) & (gaps < 9)) == sum(lines) - len(lines) and (gaps > 8).all()


def test_only_our_typefaces(made: tuple[LessonContent, Pdf]) -> None:
    """Atkinson Hyperlegible, DejaVu Sans for what it lacks, and DejaVu Sans Mono for code; all of them in the file."""
    found = set()
    for page in pypdf.PdfReader(BytesIO(made[1].raw)).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            name = str(font.get_object()["/BaseFont"])
            assert re.match(r"/[A-Z]{6}\+", name), f"{name} is not in the file"
            found.add(name.partition("+")[2].partition("-")[0])
    assert found == {"AtkinsonHyperlegible", "DejaVuSans", "DejaVuSansMono"}


def test_what_the_file_says_of_itself(made: tuple[LessonContent, Pdf]) -> None:
    """Title and language are there; date and author are not."""
    lesson, pdf = made
    file = pypdf.PdfReader(BytesIO(pdf.raw))
    assert file.metadata.title == lesson.words.title and file.root_object["/Lang"] == LOCALES[lesson.language]
    assert set(file.metadata) == {"/Title", "/Creator"}
    assert file.xmp_metadata.xmp_create_date is None and file.xmp_metadata.xmp_modify_date is None
    assert b"/Users" not in pdf.raw and b"/home" not in pdf.raw and b"/work" not in pdf.raw


LOCALES = {"en": "en-GB", "de": "de", "lv": "lv"}


# Hostile texts.

HOSTILE = (
    '#import "x": *', "$x$ #x #[y]", "*b* _i_ `c` ~s~", "<a href=x>&amp;</a>", r"\n \* \u{41} \\", "- 1. # + > =",
    "[l](#case) ![p](q) {{rubric}}", "a|b||c", "// /* */ @ref <lbl>", '"quoted" \'q\' -- ---',
)  # fmt: skip
WIDE = "مرحبا ☺ 漢字 🚀"


def hostile(lesson: LessonContent, texts: tuple[str, ...]) -> LessonContent:
    """The lesson with all its words replaced, each by one of the texts and a number of its own."""
    count = iter(range(10**6))

    def replaced(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: replaced(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [replaced(one) for one in value]
        return f"{texts[(number := next(count)) % len(texts)]}{number}." if isinstance(value, str) else value

    text = msgspec.convert(replaced(msgspec.to_builtins(lesson.words)), LessonText)
    return replace(lesson, words=text)


def test_hostile_words_are_text() -> None:
    """No character of a lesson's words is markup, neither Typst's nor Markdown's: they stand there as they were."""
    lesson = hostile(reader.read("school-lunch", "de"), HOSTILE)
    pdf = Pdf(guide.pdf(lesson))
    assert missing(lesson, pdf) == []
    check_look(pdf)


def test_other_scripts_and_long_texts() -> None:
    """Arabic and emoji are set, a letter of no typeface is a box, and 2,000 letters run on to the next page."""
    lesson, long = reader.read("school-lunch", "en"), " ".join(["Donaudampfschifffahrt"] * 90)
    scenes = {id: replace(one, customer=replace(one.customer, want=long)) for id, one in lesson.words.scenes.items()}
    quiz = {id: replace(one, question=long) for id, one in lesson.words.quiz.items()}
    rubric = {**lesson.words.rubric, "map": (WIDE, long, long, "x" * 2000)}
    text = replace(lesson.words, title=long, objective=WIDE, scenes=scenes, quiz=quiz, rubric=rubric)
    pdf = Pdf(guide.pdf(replace(lesson, words=text)))
    assert pdf.text.count("Donaudampfschifffahrt") >= 90 * (1 + len(scenes) + 2 * len(quiz) + 2)
    assert set("مرحبا☺□") <= set(unicodedata.normalize("NFKC", pdf.text)) and "漢" not in pdf.text
    assert pdf.text.count("x") > 2000
    for number in range(len(pdf.pages)):
        assert white(pdf.picture(number), 12), f"page {number + 1}"


# Markdown.


@given(st.text(st.sampled_from(string.punctuation + "ab1 ") | st.characters(categories=["L", "N", "P", "S"])))
def test_literal_words_come_through_markdown(text: str) -> None:
    """What `prose` marks, Markdown shows as it was: in a line, in a list, in a table, after a bold word."""
    from touchpoints.lessons.prose import _marked, _table

    marked, plain = _marked(text), markup.clean(text)
    for around, find in (
        (f"Say {marked}", lambda nodes: markup.text_of(nodes[0]["parts"]).removeprefix("Say")),
        (f"- **x** {marked}", lambda nodes: markup.text_of(nodes[0]["items"][0][0]["parts"]).removeprefix("x")),
        (_table(["x"], [[f"**y** {marked}"]]), lambda nodes: markup.text_of(nodes[0]["rows"][0][0]).removeprefix("y")),
    ):
        assert find(markup.blocks(around, "en")).strip() == plain, around


def test_what_our_prose_does_not_have() -> None:
    """HTML, pictures, addresses and headings of somebody's prose come out as their text."""
    nodes = markup.blocks("# H\n\na <b>b</b> ![d](e.png) [f](http://x)\n\n<div>h</div>\n\n> i\n\n---", "en")
    assert "".join(shown(nodes)) == "Ha <b>b</b> d f<div>h</div>i"
    assert all(set(part) <= {"text", "bold"} for node in nodes for part in node["parts"])
    assert markup.blocks("[the case](#case)", "en")[0]["parts"] == [{"to": "case", "parts": [{"text": "the case"}]}]


def test_a_link_to_nowhere_is_text() -> None:
    """A lesson's link to a part that the guide lacks breaks nothing."""
    lesson = reader.read("school-lunch", "en")
    block = replace(lesson.blocks["map.notes"], text="See [nothing](#nothing), [x](#x-1).")
    pdf = Pdf(guide.pdf(replace(lesson, blocks={**lesson.blocks, "map.notes": block})))
    assert "Seenothing,x." in pdf.text.replace("→", "")


# The file and the command.


def test_same_bytes(papers: dict[str, Pdf], tmp_path: Path) -> None:
    """The command, in another process, folder, system's language and order of hashing, writes the same bytes and says
    where."""
    out = tmp_path / "new" / "guide.pdf"
    environment = {**os.environ, "PYTHONHASHSEED": "7", "LC_ALL": "de_DE.UTF-8", "TZ": "Asia/Tokyo"}
    command = [sys.executable, "-m", "touchpoints", "guide", "school-lunch", "-o", str(out)]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, str(out), "")
    assert out.read_bytes() == papers["de"].raw
    assert [path.name for path in out.parent.iterdir()] == ["guide.pdf"]


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command on an English system: exit code, out, err."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LC_CTYPE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")

    def command(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            cli.main(["guide", *map(str, arguments)])
        return end.value.code, *capsys.readouterr()

    return command


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of a guide, a few bytes: what is tried is the command."""
    monkeypatch.setattr(paper, "pdf", lambda lesson: f"%PDF-{lesson.language}".encode())


def test_language(run: Run, quick: None, tmp_path: Path) -> None:
    """The guide is in the language of the system unless one is given."""
    for chosen, language in ((), "en"), (("--language", "lv"), "lv"):
        assert run("school-lunch", "-o", tmp_path / "a.pdf", *chosen)[0] == 0
        assert (tmp_path / "a.pdf").read_bytes() == f"%PDF-{language}".encode()


def test_wrong_calls(run: Run, quick: None, tmp_path: Path) -> None:
    """An unknown lesson or language, another ending and a folder that takes nothing: each one line with the remedy,
    exit 2, and no file."""
    (tmp_path / "file").write_text("x")
    for arguments, told in (
        (("nope", "-o", tmp_path / "a.pdf"), "school-lunch"),
        (("school-lunch", "-o", tmp_path / "a.pdf", "--language", "fr"), "en, de, lv"),
        (("school-lunch", "-o", tmp_path / "a.html"), "Use one of: .pdf"),
        (("school-lunch", "-o", tmp_path / "file" / "a.pdf"), str(tmp_path / "file" / "a.pdf")),
        (("school-lunch",), "-o"),
    ):
        code, out, err = run(*arguments)
        assert (code, out, err.count("\n")) == (2, "", 1) and told in err, arguments
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_typst(language: str, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the package is not installed, one line in the reader's language says how to install it; the file that was
    there stays."""
    monkeypatch.setitem(sys.modules, "typst", None)
    (tmp_path / "a.pdf").write_bytes(b"old")
    code, out, err = run("school-lunch", "-o", tmp_path / "a.pdf", "--language", language)
    assert (code, out, err.strip()) == (2, "", words.of(language)("guide.no_typst"))
    assert 'pip install "touchpoints[guide]"' in err and (tmp_path / "a.pdf").read_bytes() == b"old"


# Every lesson.


@pytest.mark.soak
def test_every_lesson(every: tuple[LessonContent, Pdf]) -> None:
    """Each lesson in each language has everything on its guide, and looks as it should."""
    lesson, pdf = every
    assert missing(lesson, pdf) == []
    check_look(pdf)


@pytest.mark.soak
@pytest.mark.parametrize(("id", "language"), EVERY)
def test_for_screen_readers(id: str, language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Typst finds nothing in the guide that PDF/UA-1 forbids: headings in order, alternative texts, a title."""
    monkeypatch.setattr(typst, "compile", partial(typst.compile, pdf_standards="ua-1"))
    assert b"pdfuaid" in guide.pdf(reader.read(id, language))


def test_labels_are_those_of_the_templates() -> None:
    """Every word that a template asks for is given, and none that no template asks for."""
    text = "".join(path.read_text("utf-8") for path in Path(guide.__file__).parent.glob("*.typ"))
    asked = set(re.findall(r'w\("([a-z_.]+)"\)', text))
    families = tuple(f"{key}." for key in re.findall(r'w\("([a-z_.]+)\." \+', text))
    assert asked <= set(paper.LABELS)
    assert [key for key in paper.LABELS if key not in asked and not key.startswith(families)] == []

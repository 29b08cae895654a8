"""A student's way through an exercise, by the words on the screen; and the work that it has to leave on the disk."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import honest
import msgspec
from lab_driver import Notebook
from msgspec.structs import replace
from playwright.sync_api import Locator, expect

from touchpoints.files import json_files
from touchpoints.language import words
from touchpoints.lessons.lesson import LessonContent
from touchpoints.model import work
from touchpoints.model.journey import Activity, Stage
from touchpoints.model.work import STEPS
from touchpoints.storage import places, work_file

DEAL = 7  # any number; the same one deals the same scene


class Student:
    """Does what the model solution has, in words that are nobody's: a copy would be noticed.

    `thorough`: everything in it; else a touchpoint of each stage, the best and the worst, and something that only one
    side sees, which is enough to be done.
    """

    def __init__(self, lesson: LessonContent, nickname: str = "Fox", thorough: bool = False) -> None:
        self.lesson, self.nickname, self.say = lesson, nickname, words.of(lesson.language)
        solution = honest.solution(lesson.id, lesson.language)
        whole = work.journey_before(solution, lesson.empty)
        kept = {one.id for one in (whole.low, whole.peak) if one}
        kept |= {next(one.id for one in whole.activities if not one.is_touchpoint)}
        stages = tuple(_chosen(stage, thorough, kept) for stage in whole.stages)
        self.case = replace(whole, title="", stages=stages, unplaced=())
        self.touchpoints = self.case.touchpoints
        (idea, *_), self.told = solution.design.ideas, solution.discuss.opinion.text
        self.idea = SimpleNamespace(name=idea.touchpoint.name, problem=idea.problem, because=idea.because)
        there = next(stage for stage in stages if stage.id == idea.stage)
        self.new = SimpleNamespace(
            channel=idea.touchpoint.channel, direction=idea.touchpoint.direction, stage=idea.stage, feeling=2,
            position=min(idea.position, len(there.activities)),
        )  # fmt: skip

    def works(self, opened: Notebook) -> None:
        """All five steps, no slower than the page allows."""
        self.begins(opened)
        self.plans(opened.step("identify"))
        for one in self.case.activities:
            self.finds(opened.step("identify"), one)
        self.discusses(opened.look_at("discuss"))
        self.maps(opened.look_at("map"))
        self.designs(opened.look_at("design"))
        self.plays(opened.look_at("role_play"))

    def sees(self, opened: Notebook) -> dict[str, list[str]]:
        """Look at every step: all is done, and each has its chart. Returns the words of all five."""
        self.turns(opened.look_at("discuss"), self.say("discuss.all_short"))
        opened.look_at("role_play").locator('[data-do="turn"][data-to="result"]').click()
        for step in STEPS:
            expect(opened.look_at(step).locator(".tp-done")).to_be_visible()
            if step != "identify":
                expect(opened.step(step).locator("[data-picture] > svg")).to_be_visible()
        seen_by_observers = f"{self.idea.name} – {self.say('chart.new')}, {self.say.feeling(1)}"
        opened.expect_described("design", seen_by_observers)
        return opened.words

    def begins(self, opened: Notebook) -> None:
        ask = opened.step("identify").get_by_label(self.say("desk.ask.student"), exact=True)
        ask.fill(self.nickname)
        ask.press("Enter")
        expect(opened.step("identify").locator(".tp-who strong")).to_have_text(self.nickname)

    def plans(self, step: Locator) -> None:
        """For one lesson; what is asked of two takes twice as long."""
        step.get_by_label(self.say("identify.plan"), exact=True).select_option(label=self.short)

    @property
    def short(self) -> str:
        return self.say("plan.short", touchpoints=self.lesson.numbers.plans["short"].touchpoints)

    def finds(self, step: Locator, one: Activity) -> None:
        """Type a touchpoint, press Enter, and say on its card what it is."""
        name = step.get_by_label(self.say("identify.name"), exact=True)
        name.fill(one.name)
        name.press("Enter")
        expect(name).to_have_value("")
        for button in self.choices(step, one):
            button.click()
        expect(step.locator(".tp-opened")).to_have_count(0)  # all is said

    def choices(self, step: Locator, one: Activity) -> Iterator[Locator]:
        """The buttons that say what it is, one after the other as they come."""
        card = step.locator(".tp-opened").filter(has=step.page.locator("textarea[data-id]", has_text=one.name))
        direction = card.get_by_role("group", name=self.say("identify.direction"), exact=True)
        yield direction.get_by_role("button", name=self.say(f"direction.{one.direction}"), exact=True)
        word = self.say.channel(one.channel)
        own = card.get_by_role("button", name=word, exact=True)
        expect(card.locator('[data-do="direction"][aria-pressed="true"]')).to_have_count(1)
        if own.count():
            yield own
        else:
            yield card.locator("[data-chooses]")
            kinds = step.get_by_role("dialog")
            known = kinds.get_by_role("button", name=word, exact=True)
            if not known.is_visible():
                yield kinds.locator("summary")
            yield known
        yield card.get_by_role("button", name=self.say(f"visible.{one.visible_to}"), exact=True)

    def discusses(self, step: Locator) -> None:
        say = self.say
        for one in self.touchpoints:
            self.turns(step, one.name)
            step.get_by_label(say.feeling(one.feeling), exact=True).check()
            step.locator('textarea[data-do="why"]').fill(one.why)
        self.turns(step, say("discuss.stories_short"))
        choose(step, say("discuss.kind"), say("discuss.bad"))
        step.get_by_label(say("discuss.story"), exact=True).fill(self.idea.problem)
        step.get_by_role("button", name=say("discuss.tell"), exact=True).click()
        self.turns(step, say("discuss.opinion_short"))
        step.get_by_label(say("discuss.opinion"), exact=True).fill(self.told)
        choose(step, say("discuss.come_back"), say("discuss.maybe"))
        self.turns(step, say("discuss.all_short"))

    def turns(self, step: Locator, name: str) -> None:
        """Talk about this touchpoint, or about what the list has besides."""
        entry = step.locator(".tp-entry").filter(has=step.page.get_by_text(name, exact=True))
        entry.click()
        expect(entry).to_have_attribute("aria-current", "true")

    def maps(self, step: Locator) -> None:
        say, case = self.say, self.case
        step.locator(".tp-waits").first.click()  # and when it is laid, the next one is in the hand
        for stage in case.stages:
            for one in stage.activities:
                into = say("map.place_one", name=one.name, stage=stage.name)
                step.get_by_role("button", name=into, exact=True).click()
        step.get_by_label(say("map.persona"), exact=True).fill(case.persona.name)
        step.get_by_label(say("map.goal"), exact=True).fill(case.persona.goal)

    def place_in(self, places: Locator) -> str:
        """Where the teacher's notes put the idea, as the page's choice has it."""
        return places.locator(f'option[value^="{self.new.stage}:"]').nth(self.new.position).get_attribute("value")

    def designs(self, step: Locator, place: str = "") -> None:
        """`place` is where the idea goes, as the page's choice has it; default: where the teacher's notes put it."""
        say, numbers = self.say, self.new
        step.get_by_label(say("design.name"), exact=True).fill(self.idea.name)
        step.get_by_role("combobox", name=say("identify.channel")).select_option(numbers.channel)
        step.get_by_role("combobox", name=say("identify.direction")).select_option(numbers.direction)
        places = step.get_by_role("combobox", name=say("design.place"))
        places.select_option(place or self.place_in(places))
        step.get_by_label(say("design.why"), exact=True).fill(self.idea.because)
        rows = step.locator(".tp-thenrow")
        expect(rows).to_have_count(2)
        for row, feeling in zip(rows.all(), (numbers.feeling, 0), strict=True):
            row.get_by_label(say.feeling(feeling), exact=True).check()
        step.get_by_role("button", name=say("design.add"), exact=True).click()
        step.get_by_role("button", name=say.count("design.answers_count", 0), exact=True).click()
        choose(step, say("design.answer_kind"), say("design.what_if"))
        step.get_by_label(say("design.answer"), exact=True).fill(self.told)
        step.get_by_role("button", name=say("identify.add"), exact=True).click()
        step.get_by_role("button", name=say("design.back"), exact=True).click()

    def plays(self, step: Locator) -> None:
        """Deal, play by the clock, fill in the observers' sheet, take it into the map, conclude."""
        say = self.say
        step.get_by_role("button", name=say("role_play.deal"), exact=True).click()
        expect(step.locator(".tp-scene")).to_be_visible()
        step.get_by_text(say("role_play.repeat_button"), exact=True).click()
        step.get_by_label(say("role_play.repeat"), exact=True).fill(str(DEAL))
        step.locator('form[data-do="repeat"] button').click()
        expect(step.locator('form[data-do="repeat"]')).to_be_hidden()
        step.locator('[id$="-to-play"]').click()
        expect(step.locator('[id$="-to-play"]')).to_have_attribute("aria-current", "step")
        step.get_by_role("button", name=say("role_play.start"), exact=True).click()
        choose(step, say("role_play.role"), say("role_play.customer"))
        expect(step.locator("details.tp-role")).to_have_count(1)
        expect(step.get_by_role("timer")).to_have_text(re.compile("3:[0-5]"))
        step.get_by_role("button", name=say("role_play.page.sheet"), exact=True).click()
        expect(step.locator(".tp-sheet")).to_be_visible()
        step.get_by_role("combobox", name=say("role_play.played")).select_option(label=self.idea.name)
        choose(step, say("role_play.before"), say.feeling(-2))
        choose(step, say("role_play.after"), say.feeling(1))
        yes, no = list(self.lesson.words.observe.values())[:2]
        choose(step, yes, say("discuss.yes"))
        choose(step, no, say("discuss.no"))
        step.get_by_label(say("role_play.promises"), exact=True).fill(self.told)
        choose(step, say("role_play.kept"), say("kept.partly"))
        step.get_by_label(say("role_play.helped"), exact=True).fill(self.idea.because)
        step.get_by_role("button", name=say("role_play.hand_sheet"), exact=True).click()
        step.get_by_role("button", name=say("role_play.page.result"), exact=True).click()
        step.get_by_role("button", name=say("role_play.take"), exact=True).click()
        step.get_by_label(say("role_play.conclusion"), exact=True).fill(self.idea.problem)

    def rates_and_places(self, opened: Notebook, feelings: tuple[int, ...]) -> None:
        """By position, whatever the touchpoints are called: a feeling for each, and all into the first stage."""
        step = opened.look_at("discuss")
        for number, feeling in enumerate(feelings):
            entry = step.locator(".tp-turns ol .tp-entry").nth(number)
            entry.click()
            expect(entry).to_have_attribute("aria-current", "true")
            step.get_by_label(self.say.feeling(feeling), exact=True).check()
        self.turns(step, self.say("discuss.all_short"))
        step = opened.look_at("map")
        for left in range(len(feelings), 0, -1):
            expect(step.locator(".tp-waits")).to_have_count(left)
            if left == len(feelings):
                step.locator(".tp-waits").first.click()
            step.locator(".tp-here").first.click()
        expect(step.locator(".tp-waits")).to_have_count(0)

    def pastes(self, opened: Notebook, name: str) -> None:
        """Add a touchpoint by pasting its name."""
        field = opened.step("identify").get_by_label(self.say("identify.name"), exact=True)
        field.focus()
        opened.page.keyboard.insert_text(name)
        field.press("Enter")

    def file(self, opened: Notebook) -> bytes:
        return path_of(opened, self).read_bytes()

    def saved(self, opened: Notebook) -> dict:
        """What the file holds, with names in place of the random ids."""
        return named(saved(opened, self).steps)

    def work(self) -> dict:
        """What the file has to hold in the end, with names in place of ids."""
        dealt = random.Random(DEAL).choice([scene.id for scene in self.lesson.numbers.scenes])
        steps = work.Steps(
            identify=work.Identify(touchpoints=tuple(_found(one) for one in self.case.activities)),
            discuss=work.Discuss(
                ratings={one.name: work.Rating(feeling=one.feeling, why=one.why) for one in self.touchpoints},
                stories=(work.Story(kind="bad", text=self.idea.problem),),
                opinion=work.Opinion(text=self.told, come_back="maybe"),
            ),
            map=work.Map(persona=self.case.persona, stages=tuple(map(_placed, self.case.stages))),
            design=work.Design(ideas=(self._idea(),), answers=(work.Answer(kind="what_if", text=self.told),)),
            role_play=work.RolePlay(
                scene=dealt, seed=DEAL, role="customer", observations=(self._sheet(),), conclusion=self.idea.problem
            ),
        )
        return json.loads(msgspec.json.encode(steps))

    def _idea(self) -> work.Idea:
        """With the feeling that the observers saw, not the one that was hoped for."""
        idea, numbers = self.idea, self.new
        return work.Idea(
            id=idea.name,
            touchpoint=work.Invented(name=idea.name, channel=numbers.channel, direction=numbers.direction),
            stage=numbers.stage,
            position=numbers.position,
            because=idea.because,
            feeling=1,
            replaces=min(self.touchpoints, key=lambda one: one.feeling).name,
            replaced_feeling=0,
        )

    def _sheet(self) -> work.Observation:
        greeted, understood = self.lesson.numbers.observe[:2]
        return work.Observation(
            touchpoint=self.idea.name,
            feeling_before=-2,
            feeling_after=1,
            promises_made=self.told,
            promises_kept="partly",
            seen={greeted: True, understood: False},
            helped=self.idea.because,
        )


def choose(where: Locator, legend: str, word: str) -> None:
    """Click the choice with this word in the group with this legend."""
    choice = where.get_by_role("group", name=legend, exact=True).get_by_label(word, exact=True)
    choice.wait_for(state="attached")
    if not choice.is_visible():  # it is among the rarer ones
        choice.locator("xpath=ancestor::details/summary").click()
    choice.check()


def path_of(opened: Notebook, student: Student) -> Path:
    return opened.server.folder / "work" / student.lesson.id / (places.file_stem(student.nickname) + work_file.SUFFIX)


def saved(opened: Notebook, student: Student) -> work.Work:
    """The student's file, decoded."""
    return json_files.decode(path_of(opened, student).read_bytes(), work.Work, "saved work", student.say)


def named(steps: work.Steps) -> dict:
    """The same as plain data, with names in place of the random ids."""
    text = json.dumps(msgspec.to_builtins(steps))
    for one in (*steps.identify.touchpoints, *steps.design.ideas):
        name = one.touchpoint.name if isinstance(one, work.Idea) else one.name
        text = text.replace(json.dumps(one.id), json.dumps(name))
    return json.loads(text)


def _chosen(stage: Stage, thorough: bool, kept: set[str]) -> Stage:
    """What is done of a stage. The form keeps the kind chosen last, so the student says one each time."""
    first = next((one.id for one in stage.activities if one.is_touchpoint), "")
    chosen = [one for one in stage.activities if thorough or one.id in {first, *kept}]
    return replace(stage, activities=tuple(replace(one, channel=one.channel or "person") for one in chosen))


def _found(one: Activity) -> work.Found:
    return work.Found(
        id=one.name, name=one.name, channel=one.channel, direction=one.direction, visible_to=one.visible_to
    )


def _placed(stage: Stage) -> work.MapStage:
    return work.MapStage(id=stage.id, order=tuple(one.name for one in stage.activities))

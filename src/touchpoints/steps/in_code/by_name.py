"""A state of the work in which those who code find things by their names, whatever the capitals and spaces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from touchpoints.language import hints
from touchpoints.language.words import Words
from touchpoints.lessons.lesson import LessonContent
from touchpoints.model.errors import WrongArgument
from touchpoints.model.journey import Stage
from touchpoints.model.work import Steps, journey_after, journey_before


class Now(NamedTuple):
    """A state of the work, in which things are found by their names; in its notebook it is called `variable`."""

    steps: Steps
    lesson: LessonContent
    say: Words
    variable: str

    def find(self, name: str) -> str | None:
        return next((one.id for one in self.steps.identify.touchpoints if same(one.name, name)), None)

    def idea(self, name: str) -> str | None:
        return next((one.id for one in self.steps.design.ideas if same(one.touchpoint.name, name)), None)

    def found(self, name: str) -> str:
        known = {one.id: one.name for one in self.steps.identify.touchpoints}
        return self._one_of("code.no_touchpoint", name, known)

    def stage(self, name: str) -> str:
        stages = journey_before(self.steps, self.lesson.empty).stages
        return self._one_of("code.no_stage", name, {one.id: one.name for one in stages})

    def before(self, name: str, stages: Iterable[Stage]) -> str:
        there = {one.id: one.name for stage in stages for one in stage.activities}
        return self._one_of("code.no_touchpoint", name, there)

    def scene(self, name: str) -> str:
        scenes = self.lesson.words.scenes
        return self._one_of("code.no_scene", name, {id: scene.title for id, scene in scenes.items()})

    def played(self, name: str) -> str:
        journey = journey_after(self.steps, self.lesson.empty)
        return self._one_of("code.no_touchpoint", name, {one.id: one.name for one in journey.touchpoints})

    def _one_of(self, problem: str, name: str, known: Mapping[str, str]) -> str:
        """The id of what is called so, or has this id. WrongArgument says what there is instead."""
        for id, its in known.items():
            if same(its, name) or id == name:
                return id
        said = self.say(problem, name=name[:60], known=", ".join(known.values()))
        raise WrongArgument(said + hints.meant(self.say, name, known.values()))


def plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def same(one: str, other: str) -> bool:
    return plain(one) == plain(other)

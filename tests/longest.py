"""A work and its map with the longest names that the lessons of a language have: what a screen must have room for."""

from __future__ import annotations

from functools import cache

from msgspec.structs import replace

from touchpoints.lessons import reader
from touchpoints.model import work
from touchpoints.model.journey import CHANNELS, DIRECTIONS, Journey, Persona

LESSON = "school-lunch"
HANDS = {-2: 2, -1: 9, 0: 4, 1: 12, 2: 1}
FEELINGS = (1, -1, 2, 0, -2, 1, -1)


@cache
def journeys(language: str) -> list[Journey]:
    lessons = [reader.read(id, language) for id in reader.ids()]
    return [one for lesson in lessons for one in (lesson.case, lesson.improved, *lesson.voices) if one is not None]


def longest(texts: set[str], count: int = 1) -> list[str]:
    return sorted(texts, key=lambda text: (-len(text), text))[:count]


def made(language: str, count: int, nickname: str, waiting: int = 0) -> work.Work:
    """`count` touchpoints in the lesson's stages, which have the longest names too; `waiting` more are in no stage yet."""
    all, lesson = journeys(language), reader.read(LESSON, language)
    names = longest({one.name for journey in all for one in journey.touchpoints}, count + waiting)
    stages = longest({stage.name for journey in all for stage in journey.stages}, len(lesson.case.stages))
    found = tuple(
        work.Found(id=f"t{n}", name=name, channel=CHANNELS[n], direction=DIRECTIONS[n % 3], visible_to="both")
        for n, name in enumerate(names)
    )
    orders = [[f"t{n}" for n in range(count) if n % len(stages) == place] for place in range(len(stages))]
    placed = tuple(
        work.MapStage(id=one.id, name=name, order=tuple(order))
        for one, name, order in zip(lesson.case.stages, stages, orders, strict=True)
    )
    steps = work.Steps(
        identify=work.Identify(touchpoints=found),
        discuss=work.Discuss(
            ratings={one.id: work.Rating(feeling=FEELINGS[n % 7], hands=HANDS) for n, one in enumerate(found)}
        ),
        role_play=work.RolePlay(
            scene=max(lesson.words.scenes, key=lambda id: len(str(lesson.words.scenes[id]))), seed=0,
            observations=(work.Observation(touchpoint="t0", feeling_before=-2, feeling_after=2),),
        ),
        map=work.Map(
            title=longest({journey.title for journey in all})[0],
            persona=Persona(
                name=longest({journey.persona.name for journey in all})[0],
                goal=longest({journey.persona.goal for journey in all})[0],
            ),
            stages=placed,
        ),
    )
    return work.Work(lesson=LESSON, language=language, nickname=nickname, id=nickname * 8, steps=steps)


def journey(language: str, count: int) -> Journey:
    """Its map as the step `map` shows it."""
    shown = work.journey_before(made(language, count, "Fox").steps, reader.read(LESSON, language).empty)
    return replace(shown, language=language)

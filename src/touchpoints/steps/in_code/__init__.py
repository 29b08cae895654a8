"""The five steps in code, for those who like to program: what a step's method is given becomes a change of the work.

    work.nickname = "Fox"
    work.identify("Bus stop", channel="sign", direction="to_customer")
    work.discuss("Bus stop", feeling=-1, why="I cannot read when the bus comes.")
    work.map("Bus stop", stage="Buy")

Things are found by their names; what is there already is changed and nothing is doubled, so that a cell may be run as
often as one likes. It is the same work as in the widgets: saved, checked and handed in alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from touchpoints.model import edits
from touchpoints.model.errors import KitError, WrongArgument
from touchpoints.model.journey import Stage
from touchpoints.model.work import Answer, Found, Observation, Steps, Story, journey_after, journey_before
from touchpoints.steps.in_code import arguments
from touchpoints.steps.in_code.by_name import Now, plain
from touchpoints.steps.session import Session, new_id

T = TypeVar("T", Story, Answer)
Given = dict[str, Any]


def work_as(session: Session, nickname: str) -> None:
    """Begin under a nickname, or go on where it left off. KitError where that cannot be read."""
    before = session.current
    if session.adrift or session.rival:
        raise KitError(session.notice)
    session.leave()
    session.resume(" ".join(nickname.split())[:60])
    if session.current is before or session.current is None:
        raise KitError(session.notice)


def do(session: Session, step: str, method: Callable[..., object], given: Mapping[str, object], variable: str) -> None:
    """Change the work, which is called `variable` in its notebook, by what `method`, that of a step, was given.

    Raises KitError while nobody works here, and where the disk refuses; WrongArgument for a value that does not fit,
    and for a name that is not there.
    """
    say = session.words
    if session.current is None:
        raise KitError(say("code.no_nickname", variable=variable))
    now, chosen = Now(session.steps, session.lesson, say, variable), arguments.checked(method, given, say)
    if set(chosen) == {"name"} and step != "identify":
        raise WrongArgument(_what_of(now, step, chosen["name"]))
    try:
        change(session, step, _IN_CODE[step](now, chosen))
    except (edits.Refused, msgspec.ValidationError, ValueError) as error:  # ValueError: more than a journey holds
        raise WrongArgument(say("code.refused")) from error


def change(session: Session, step: str, changed: Steps) -> None:
    """Save it and show it. In a cell no widget tells what the disk refuses: KitError does."""
    session.change(step, changed)
    if session.adrift or session.rival:
        raise KitError(session.notice)


def remove(session: Session, name: str) -> None:
    """Take a touchpoint or an idea out of the work. WrongArgument where nothing is called so."""
    now = Now(session.steps, session.lesson, session.words, "")
    if (idea := now.idea(name)) is not None:
        change(session, "design", edits.remove_idea(now.steps, now.lesson.empty, idea))
    else:
        change(session, "map", edits.remove(now.steps, now.lesson.empty, now.found(name)))


def _identify(now: Now, given: Given) -> Steps:
    name, steps = _name(now, given), now.steps
    if (id := now.find(name)) is None:
        id = new_id()
        found = (*steps.identify.touchpoints, Found(id=id, name=name))
        steps = replace(steps, identify=replace(steps.identify, touchpoints=found))
    return edits.describe(steps, id, **given)


def _discuss(now: Now, given: Given) -> Steps:
    steps = now.steps
    if rating := _taken(given, "feeling", "why"):
        steps = edits.rate(steps, now.found(_name(now, given)), **rating)
    stories = _told(steps.discuss.stories, Story, _taken(given, "good", "bad"))
    opinion = _taken(given, "come_back", opinion="text")
    discuss = replace(steps.discuss, stories=stories, opinion=replace(steps.discuss.opinion, **opinion))
    return replace(steps, discuss=discuss)


def _map(now: Now, given: Given) -> Steps:
    head = _taken(given, "title")
    person = _taken(given, "goal", persona="name")
    if "stages" in given:
        now = Now(_staged(now, given.pop("stages")), now.lesson, now.say, now.variable)
    steps = now.steps
    steps = replace(steps, map=replace(steps.map, persona=replace(steps.map.persona, **person), **head))
    if not given:
        return steps
    id, lesson = now.found(_name(now, given)), now.lesson.empty
    stages = journey_before(steps, lesson).stages
    steps = _placed(now, steps, id, given, stages, edits.put)
    return edits.detail(steps, id, **given) if given else steps


def _design(now: Now, given: Given) -> Steps:
    steps, lesson = now.steps, now.lesson.empty
    answers = _told(steps.design.answers, Answer, _taken(given, "like", "wish", "what_if"))
    steps = replace(steps, design=replace(steps.design, answers=answers))
    if not given:
        return steps
    name = _name(now, given)
    if (id := now.idea(name)) is None:
        id = new_id()
        if "stage" not in given:
            raise WrongArgument(_what_of(now, "design", name))
        steps = edits.invent(steps, lesson, id, now.stage(given["stage"]), name)
    steps = _placed(now, steps, id, given, journey_after(steps, lesson).stages, edits.put_idea)
    if "replaces" in given:
        given["replaces"] = now.found(given["replaces"])
    return edits.describe_idea(steps, id, **given)


def _role_play(now: Now, given: Given) -> Steps:
    play = now.steps.role_play
    if "scene" in given:
        play = replace(play, scene=now.scene(given.pop("scene")), seed=None)
    play = replace(play, **_taken(given, "conclusion"))
    if given:
        play = replace(play, observations=_sheets(now, play.observations, given))
    return replace(now.steps, role_play=play)


def _sheets(now: Now, sheets: tuple[Observation, ...], given: Given) -> tuple[Observation, ...]:
    """With one observer's sheet at a touchpoint filled in, or put to the others."""
    played, number, known = now.played(_name(now, given)), given.pop("observer", 1), now.lesson.words.observe
    if unknown := [item for item in given.get("seen", {}) if item not in known]:
        items = "; ".join(f"{id}: {text}" for id, text in known.items())
        raise WrongArgument(now.say("code.no_item", name=unknown[0], known=items))
    theirs = [place for place, one in enumerate(sheets) if one.touchpoint == played]
    if number > len(theirs):
        return (*sheets, Observation(touchpoint=played, **given))
    place = theirs[number - 1]
    return (*sheets[:place], replace(sheets[place], **given), *sheets[place + 1 :])


_IN_CODE: dict[str, Callable[[Now, Given], Steps]] = {
    "identify": _identify, "discuss": _discuss, "map": _map, "design": _design, "role_play": _role_play,
}  # fmt: skip


def _staged(now: Now, names: Sequence[str]) -> Steps:
    ids = {plain(stage.name): stage.id for stage in journey_before(now.steps, now.lesson.empty).stages}
    named = {ids.get(plain(name)) or new_id(): name for name in names}
    if len(set(map(plain, names))) < len(names):
        raise edits.Refused("stages")
    return edits.set_stages(now.steps, now.lesson.empty, named)


def _placed(now: Now, steps: Steps, id: str, given: Given, stages: Sequence[Stage], put: Callable[..., Steps]) -> Steps:
    """Where it should stand; without `before` it goes to the end of another stage, and stays where it is in its own."""
    where = _taken(given, "stage", "before")
    home = next((stage.id for stage in stages if any(one.id == id for one in stage.activities)), None)
    before = now.before(where["before"], stages) if "before" in where else ""
    if "stage" in where:
        stage = now.stage(where["stage"])
    else:
        stage = next((one.id for one in stages if any(each.id == before for each in one.activities)), home)
    moved = before or stage != home
    return put(steps, now.lesson.empty, id, stage, before) if stage and moved else steps


_REST = {
    "discuss": 'feeling=-1, why="…"',
    "map": 'stage="{stage}"',
    "design": 'stage="{stage}", problem="…", because="…"',
    "role_play": "feeling_before=-1, feeling_after=1",
}


def _what_of(now: Now, step: str, name: str) -> str:
    """That nothing was said of the touchpoint of that name, and a call that does."""
    stage = next((stage.name for stage in journey_before(now.steps, now.lesson.empty).stages), "…")
    example = f'{now.variable}.{step}("{name}", {_REST[step].replace("{stage}", stage)})'
    return f"{now.say('code.what', name=name[:60])} {now.say('code.example', example=example)}"


def _name(now: Now, given: Given) -> str:
    if not given.get("name", "").strip():
        raise WrongArgument(now.say("code.name_first"))
    return str(given.pop("name")).strip()


def _taken(given: Given, *names: str, **renamed: str) -> Given:
    """What of this is given, taken out; some of it under the name that the work has for it."""
    fields = {**dict(zip(names, names, strict=True)), **renamed}
    return {field: given.pop(name) for name, field in fields.items() if name in given}


def _told(there: Sequence[T], kind: Callable[..., T], given: Given) -> tuple[T, ...]:
    """Stories or answers, of which those of the given kinds are told anew."""
    kept = [one for one in there if one.kind not in given]
    return (*kept, *(kind(kind=name, text=text) for name, texts in given.items() for text in texts))

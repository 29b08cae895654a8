"""Any valid journey and any valid work, for the property tests; and texts that break what is careless."""

from __future__ import annotations

import string
from typing import get_args

import msgspec
from hypothesis import strategies as st
from msgspec.structs import replace

from touchpoints.files import json_files
from touchpoints.model import journey, work

HOSTILE = (
    "$x^2$ \\frac{a}{b}",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "{{can}} {name} %s %(n)d",
    "\U0001f600 \U0001f468\u200d\U0001f469\u200d\U0001f467",
    "مرحبا بالعالم",
    "a\u202eb\u202cc",
    "line\nbreak\r\nand\ttab",
    "\u2028\u2029\ufeff\x00\x07",
    "é e\u0301 ß ı İ",
    "= 1+1",
    "\"'`&amp;",
    "x" * 200,
    "W " * 100,
)

letters = st.characters(exclude_categories=("Cs",))  # a lone surrogate is no text: UTF-8 cannot hold it
names = st.one_of(st.sampled_from(HOSTILE), st.text(letters, max_size=30), st.text(letters, max_size=journey.MAX_NAME))
texts = st.one_of(names, st.text(letters, max_size=100).map(lambda text: (text * 2000)[: journey.MAX_TEXT]))
ids = st.one_of(
    st.text(string.ascii_lowercase + string.digits + "_-", min_size=1, max_size=12),
    st.text(letters, min_size=1, max_size=64),
)
channels = st.one_of(st.just(""), st.sampled_from(journey.CHANNELS), names)
feelings = st.none() | st.sampled_from(journey.FEELINGS)
directions = st.sampled_from(journey.DIRECTIONS)
visible_to = st.sampled_from(journey.VISIBLE_TO)
importances = st.none() | st.integers(1, 5)
counts = st.integers(0, journey.MAX_HANDS)
happenings = st.lists(st.sampled_from(get_args(journey.Happening)), max_size=4).map(tuple)
personas = st.builds(journey.Persona, name=names, goal=texts)
extras = st.dictionaries(
    st.text(letters, max_size=10),
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(2**60), 2**60)
        | st.floats(allow_nan=False, allow_infinity=False)
        | st.text(letters, max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(letters, max_size=5), inner, max_size=3),
        max_leaves=5,
    ),
    max_size=3,
)


def activities(id: str) -> st.SearchStrategy[journey.Activity]:
    return st.builds(
        journey.Activity,
        id=st.just(id),
        name=names,
        visible_to=visible_to,
        direction=directions,
        channel=channels,
        feeling=feelings,
        why=texts,
        importance=importances,
        department=names,
        happens=happenings,
        actors=st.lists(names, max_size=2).map(tuple),
        new=st.booleans(),
        hands=st.dictionaries(st.sampled_from(journey.FEELINGS), counts, max_size=5).map(lambda one: tuple(one.items())),
    )


@st.composite
def journeys(draw: st.DrawFn) -> journey.Journey:
    """Up to five stages and ten activities (the limits have tests of their own), placed or not."""
    stage_ids = draw(st.lists(ids, max_size=5, unique=True))
    places: dict[str | None, list[journey.Activity]] = {stage: [] for stage in (*stage_ids, None)}
    for id in draw(st.lists(ids, max_size=10, unique=True)):
        places[draw(st.sampled_from(list(places)))].append(draw(activities(id)))
    stages = tuple(journey.Stage(id=id, name=draw(names), activities=tuple(places[id])) for id in stage_ids)
    return journey.Journey(
        language=draw(st.sampled_from(("en", "de", "lv", "fr"))),
        title=draw(names),
        persona=draw(personas),
        stages=stages,
        unplaced=tuple(places[None]),
        extra=draw(extras),
    )


def entries(strategy: st.SearchStrategy, most: int = 3) -> st.SearchStrategy[tuple]:
    return st.lists(strategy, max_size=most).map(tuple)


def _maps(found: list[str]) -> st.SearchStrategy[work.Map]:
    """Own stages, or None; their orders may name a touchpoint twice, in two stages, or one that is gone."""
    some = st.sampled_from([*found, "gone"])
    stage = st.builds(work.MapStage, id=ids, name=names, order=entries(some, 8))
    stages = st.lists(stage, max_size=4, unique_by=lambda one: one.id).map(tuple)
    detail = st.builds(work.Detail, importance=importances, department=names, happens=happenings)
    details = st.dictionaries(some, detail, max_size=3)
    return st.builds(work.Map, title=names, persona=personas, stages=st.none() | stages, details=details)


def _designs(ids: list[str]) -> st.SearchStrategy[work.Design]:
    invented = st.builds(work.Invented, name=names, channel=channels, direction=directions)
    idea = st.builds(
        work.Idea,
        id=st.just(""),
        touchpoint=invented,
        stage=st.sampled_from(["hear", "buy", "gone"]),
        position=st.integers(0, 20),
        problem=texts,
        because=texts,
        feeling=feelings,
        replaces=st.none() | st.sampled_from(["gone"]),
        replaced_feeling=feelings,
    )
    ideas = st.tuples(*(idea.map(lambda one, id=id: replace(one, id=id)) for id in ids))
    answer = st.builds(work.Answer, kind=st.sampled_from(("like", "wish", "what_if")), text=texts)
    return st.builds(work.Design, ideas=ideas, answers=entries(answer))


_opinions = st.builds(work.Opinion, text=texts, come_back=st.sampled_from(("", "yes", "maybe", "no")))
_stories = st.builds(work.Story, kind=st.sampled_from(("good", "bad")), text=texts)
_observations = st.builds(
    work.Observation,
    touchpoint=st.text(letters, max_size=64),
    feeling_before=feelings,
    feeling_after=feelings,
    promises_made=texts,
    promises_kept=st.sampled_from(("", "yes", "partly", "no")),
    seen=st.dictionaries(ids, st.booleans(), max_size=3),
    helped=texts,
)
_given = st.dictionaries(ids, entries(ids), max_size=3)
_finishes = st.builds(
    work.Finish,
    exit=_given,
    quiz=_given,
    hands=st.dictionaries(ids, st.dictionaries(ids, counts, max_size=3), max_size=2),
    can=st.dictionaries(ids, st.booleans(), max_size=3),
)
_role_plays = st.builds(
    work.RolePlay,
    scene=st.text(letters, max_size=64),
    seed=st.none() | st.integers(0, 2**31 - 1),
    role=st.sampled_from(("", "customer", "employee")),
    cards=entries(st.builds(work.OwnCard, who=texts, want=texts, know=texts, first=texts)),
    observations=entries(_observations),
    conclusion=texts,
)


@st.composite
def steps(draw: st.DrawFn) -> work.Steps:
    every = draw(st.lists(ids, max_size=8, unique=True))
    cut = draw(st.integers(0, len(every)))
    found, invented = every[:cut], every[cut:]
    touchpoints = tuple(
        work.Found(
            id=id,
            name=draw(names),
            channel=draw(channels),
            channel_confirmed=draw(st.booleans()),
            direction=draw(st.none() | directions),
            visible_to=draw(st.none() | visible_to),
        )
        for id in found
    )
    hands = st.dictionaries(st.sampled_from(journey.FEELINGS), counts, max_size=5)
    rating = st.builds(work.Rating, feeling=feelings, why=texts, hands=hands)
    ratings = st.dictionaries(st.sampled_from([*found, "gone"]), rating, max_size=6)
    return work.Steps(
        identify=work.Identify(touchpoints=touchpoints),
        discuss=work.Discuss(ratings=draw(ratings), stories=draw(entries(_stories)), opinion=draw(_opinions)),
        map=draw(_maps(found)),
        design=draw(_designs(invented)),
        role_play=draw(_role_plays),
    )


works = st.builds(
    work.Work,
    lesson=ids,
    language=st.sampled_from(("en", "de", "lv")),
    nickname=st.text(letters, min_size=1, max_size=60),
    id=ids,
    revision=st.integers(0, 10_000),
    saved_at=st.text(letters, max_size=40),
    steps=steps(),
    plan=st.none() | st.sampled_from(work.PLANS),
    finish=_finishes,
    extra=extras,
)


@st.composite
def older_works(draw: st.DrawFn) -> tuple[dict, work.Work]:
    """A file's content in format 1, and what it is in format 2."""
    new = draw(works)
    touchpoints = tuple(
        replace(one, channel_confirmed=True, direction=one.direction or "both", visible_to=one.visible_to or "both")
        for one in new.steps.identify.touchpoints
    )
    ideas = tuple(replace(one, replaces=None, replaced_feeling=None) for one in new.steps.design.ideas)
    ratings = {id: replace(one, hands={}) for id, one in new.steps.discuss.ratings.items()}
    before = replace(
        new.steps,
        identify=replace(new.steps.identify, touchpoints=touchpoints),
        discuss=replace(new.steps.discuss, ratings=ratings),
        design=replace(new.steps.design, ideas=ideas),
        role_play=replace(new.steps.role_play, role="", cards=()),
    )
    plan, quiz = draw(st.sampled_from(("", "short", "long"))), draw(st.dictionaries(ids, ids, max_size=3))
    named = ("plan", "quiz", "heard")
    extra = {name: value for name, value in new.extra.items() if name not in named}
    noted = {**extra, "heard": ["page-1"], "quiz": quiz, **({"plan": plan} if plan else {})}
    old = msgspec.json.decode(
        json_files.encode(replace(new, plan=None, steps=before, finish=work.Finish(), extra=noted))
    )
    finish = work.Finish(quiz={item: (answer,) for item, answer in quiz.items()})
    plans = {"": "short", "short": "short", "long": "two"}
    del old["plan"], old["finish"]
    return {**old, "format": "touchpoints.work/1"}, replace(
        new, plan=plans[plan], steps=before, finish=finish, extra=extra
    )

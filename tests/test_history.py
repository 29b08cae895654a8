"""Undo and redo: a change is taken back where it was made, and nobody's later change goes with it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from touchpoints.model.work import Discuss, Map, Opinion, Steps
from touchpoints.steps.session import history
from touchpoints.steps.session.history import History

WORDS = st.text("abc", min_size=1, max_size=3)


def titled(steps: Steps, title: str) -> Steps:
    return replace(steps, map=Map(title=title))


def minded(steps: Steps, text: str) -> Steps:
    return replace(steps, discuss=Discuss(opinion=Opinion(text=text)))


@given(st.lists(WORDS, max_size=12))
def test_undo_and_redo_lead_back_and_forth(titles):
    """As many undos as changes lead to the beginning, as many redos to the end, through the same states."""
    log, now = History(), Steps()
    states = [now]
    for title in titles:
        if titled(now, title) != now:
            log.remember("map", now, titled(now, title))
            now = titled(now, title)
            states.append(now)
    for before in reversed(states[:-1]):
        now = log.undo("map", now)
        assert now == before
    assert not log.can_undo("map", now) and log.undo("map", now) == now
    for after in states[1:]:
        assert log.can_redo("map", now)
        now = log.redo("map", now)
        assert now == after
    assert not log.can_redo("map", now) and log.redo("map", now) == now


@given(st.lists(st.tuples(st.sampled_from(["map", "discuss"]), WORDS, st.booleans()), max_size=20))
def test_an_undo_never_takes_back_what_another_step_did_since(moves):
    """Whatever two steps change and take back in turn, undo in a step leaves the other's own part alone."""
    log, now = History(), Steps()
    for step, word, back in moves:
        other = "discuss" if step == "map" else "map"
        kept = getattr(now, other)
        if back:
            now = log.undo(step, now)
        else:
            changed = titled(now, word) if step == "map" else minded(now, word)
            if changed != now:
                log.remember(step, now, changed)
                now = changed
        assert getattr(now, other) == kept


def test_a_change_of_two_parts_is_one():
    """What touched two parts of the work goes and comes back whole, and not at all once one of them has changed."""
    log, before = History(), Steps()
    after = minded(titled(before, "a"), "b")
    log.remember("map", before, after)
    assert log.undo("map", after) == before
    assert log.redo("map", before) == after
    later = minded(after, "c")
    assert not log.can_undo("map", later) and log.undo("map", later) == later


def test_a_new_change_ends_redo():
    """After a new change what had been taken back is gone; at most a hundred changes are kept."""
    log, now = History(), Steps()
    for n in range(history.MOST + 5):
        log.remember("map", now, titled(now, str(n)))
        now = titled(now, str(n))
    now = log.undo("map", now)
    log.remember("map", now, titled(now, "x"))
    now = titled(now, "x")
    assert not log.can_redo("map", now)
    count = 0
    while log.can_undo("map", now):
        now, count = log.undo("map", now), count + 1
    assert count == history.MOST

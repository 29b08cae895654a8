"""What one does to a map, each as work → work: put, move, name, add, remove; and the same for stages and ideas.

Nothing is changed in place. What names something that is not there is `Refused`: no control of ours asks for it.

>>> from touchpoints.model.journey import Journey, Stage
>>> from touchpoints.model.work import Steps, journey_before
>>> lunch = Journey(stages=(Stage(id="pay", name="Pay"), Stage(id="eat", name="Eat")))
>>> steps = add(Steps(), lunch, "till", "pay", "The till")
>>> steps = put(steps, lunch, "till", "eat")
>>> [[one.name for one in stage.activities] for stage in journey_before(steps, lunch).stages]
[[], ['The till']]
"""

from touchpoints.model.edits.design import (
    describe_idea,
    idea_past_touchpoint,
    idea_to_next_stage,
    invent,
    put_idea,
    remove_idea,
)
from touchpoints.model.edits.map import (
    add,
    add_stage,
    describe,
    detail,
    move_stage,
    name_stage,
    past_anything,
    past_touchpoint,
    put,
    put_stage,
    rate,
    remove,
    remove_stage,
    set_stages,
    to_next_stage,
)
from touchpoints.model.edits.orders import Refused

__all__ = [
    "Refused", "add", "add_stage", "describe", "describe_idea", "detail", "idea_past_touchpoint", "idea_to_next_stage",
    "invent", "move_stage", "name_stage", "past_anything", "past_touchpoint", "put", "put_idea", "put_stage", "rate",
    "remove", "remove_idea", "remove_stage", "set_stages", "to_next_stage",
]  # fmt: skip

"""What takes long only the first time, done before anybody waits for it: while JupyterLab itself is being loaded."""

from __future__ import annotations

from touchpoints import charts
from touchpoints.language.words import LANGUAGES
from touchpoints.model.journey import Activity, Journey, Stage
from touchpoints.steps import five_steps  # noqa: F401 - with it comes all that a notebook needs
from touchpoints.steps.templating import template

STEPS = ("who", "identify", "discuss", "map", "design", "role_play", "quiz", "hand_in")


def make() -> None:
    """Load everything, read the templates, draw a chart."""
    for name in STEPS:
        template(name)
    one = Stage(id="1", name="1", activities=(Activity(id="1", name="Touchpoint", feeling=1),))
    charts.draw(Journey(title="1", stages=(one,)), "journey", LANGUAGES[0], charts.SCREEN).svg()

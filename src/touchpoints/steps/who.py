"""Who works here: asked at the top of the page, before anything is typed or chosen."""

from __future__ import annotations

from typing import Any

from touchpoints.steps.panel import StepPanel


class Who(StepPanel):
    """The place where a nickname or a class is given, and given up."""

    step = "who"
    state = None

    def open_points(self) -> list[str]:
        return []

    def values(self) -> dict[str, Any]:
        return {"heading": self.heading()}

    def summary(self) -> list[str]:
        session = self.session
        saved = [self.words("desk.saved", time=session.saved_at)] if session.saved_at else []
        saved += [self.words("desk.seen")] if session.seen else []
        return [session.nickname, *saved] if session.nickname else [self.words(f"desk.ask.{session.audience}")]

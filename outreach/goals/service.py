"""Set the year's goals."""

from sqlalchemy import select

from outreach.db import db
from outreach.goals.models import Goal
from outreach.goals.rules.measures import Measure


def set_goal(year: int, measure: Measure, amount: int, section: str = "") -> Goal:
    """Aim at `amount` of the measure in the year; what was aimed at before is replaced."""
    goal = db.session.scalar(select(Goal).where(Goal.year == year, Goal.measure == measure))
    if goal is None:
        goal = Goal(year=year, measure=measure)
        db.session.add(goal)
    goal.amount = amount
    goal.section = section or goal.section or ""
    db.session.commit()
    return goal

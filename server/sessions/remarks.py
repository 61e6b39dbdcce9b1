"""What is said without being asked: that a plan comes no nearer, is put off, or ends; why a
person's action did nothing; and that a model's answers cannot be read.
"""

from __future__ import annotations

from agent.core.plan import EPISODE_ENDED
from agent.core.talk import Line, Offer, OfferKind
from agent.episode import LIMIT, REMARK_AFTER
from agent.traces.trace import AdviceEvent
from server.protocol.messages import PlanState

SAME_AGAIN = 5  # steps in which the same refusal is not said twice
UNREAD = 10  # answers in a row that could not be read, and people are told
PUT_OFF_AGAIN = 20  # the same of a plan that is put off
_HELPS = (
    Offer("One step at a time", "pause"),
    Offer("Take over", "take_over"),
    Offer("Let it decide", "cancel"),
)
_BY_A_PERSON = ("a person", "the next plan of the queue")  # how such reasons begin


class Remarks:
    """Of one episode: what was said already is not said again."""

    def __init__(self) -> None:
        self._refused = ("", -SAME_AGAIN)  # the last refusal, and its step
        self._warned: tuple[int, int] | None = None  # plan and goal that came no nearer
        self._put_off = (0, -PUT_OFF_AGAIN)  # the plan that was put off last, and the step
        self._advised = True  # whether the adviser's last answer was of use
        self._unread = 0  # answers in a row that could not be read

    def refusal(self, reason: str, step: int) -> tuple[Line, ...]:
        """Why a person's action, which led to ``step``, did nothing."""
        said, last = self._refused
        if reason == said and step - last < SAME_AGAIN:
            return ()
        self._refused = (reason, step)
        return (Line("game", "refusal", reason),)

    def answered(self, *, valid: bool, why: str) -> tuple[Line, ...]:
        """That the planner's answers cannot be read, which would look like a player that stands
        still; once until one can be read again. ``why`` the last one could not.
        """
        self._unread = 0 if valid else self._unread + 1
        if self._unread != UNREAD:
            return ()
        text = f"My last {UNREAD} answers held no action, so I stand still. The last one: {why}"
        return (Line("planner", "warning", text),)

    def advice(self, answer: AdviceEvent) -> tuple[Line, ...]:
        """That an adviser has no plan, once until it has one again; and what became of an answer
        that a person asked for.
        """
        was, self._advised = self._advised, answer.fate not in ("failed", "not_understood")
        wanted = answer.why == "person"
        match answer.fate:
            case "failed" if was or wanted:
                text = f"My adviser has no plan: {answer.reason}. I play on."
                return (Line("planner", "warning", text),)
            case "not_understood" if was or wanted:
                text = f"I do not understand my adviser's plan, “{answer.text}”. I play on."
                return (Line("planner", "warning", text),)
            case "kept" if wanted:
                return (Line("planner", "remark", "My adviser stays with its plan."),)
            case "outrun" if wanted:
                text = f"My adviser has a plan, “{answer.text}”, but that is done already."
                return (Line("planner", "remark", text),)
            case "outranked" if wanted:
                text = f"My adviser has a plan, “{answer.text}”, but yours goes first."
                return (Line("planner", "remark", text),)
            case _:
                return ()

    def stalled(self, plan: PlanState, steps: int) -> tuple[Line, ...]:
        """That a person's plan in force has come no nearer for so many steps."""
        about = (plan.id, plan.in_hand)
        if steps < REMARK_AFTER or about == self._warned:
            return ()
        self._warned = about
        why = f" {plan.obstacles[0]}" if plan.obstacles else ""
        goal = plan.goals[plan.in_hand].text if plan.in_hand < len(plan.goals) else plan.text
        text = f"{steps} steps have brought “{goal}” no nearer.{why} After {LIMIT} I give it up."
        return (Line("planner", "remark", text, plan.id, _other_ways(plan)),)

    def put_off(self, plan: PlanState, first: str, step: int) -> tuple[Line, ...]:
        """That the planner does something else before a person's plan; ``first``: its words."""
        last, at = self._put_off
        if last == plan.id and step - at < PUT_OFF_AGAIN:
            return ()
        self._put_off = (plan.id, step)
        text = f"Your plan “{plan.text}” has to wait: {first}. Then I go back to it."
        insist = (Offer("Insist", "order", plan.text),) if plan.authority == "advice" else ()
        return (Line("planner", "remark", text, plan.id, insist),)

    def ended(self, plan: PlanState) -> tuple[Line, ...]:
        """That a person's plan failed, and why, unless a person ended it or the game did.

        Of a plan that is done its own news say so.
        """
        if plan.reason.startswith((*_BY_A_PERSON, EPISODE_ENDED)) or not plan.begun:
            return ()
        what = "your order" if plan.authority == "order" else "your plan"
        match plan.status:
            case "done":
                return ()
            case "given_up":
                why = f" {plan.obstacles[0]}" if plan.obstacles else ""
                text = f"I give {what} “{plan.text}” up: {plan.reason}.{why}"
                return (Line("planner", "warning", text, plan.id, _after_giving_up(plan)),)
            case _:
                text = f"I drop {what} “{plan.text}”: {plan.reason}."
                return (Line("planner", "warning", text, plan.id),)


def _other_ways(plan: PlanState) -> tuple[Offer, ...]:
    """What helps with a plan that comes no nearer."""
    rest = [goal.text for goal in plan.goals[plan.in_hand + 1 :]]
    skip = [Offer("Skip this part", _kind(plan), ", then ".join(rest))] if rest else []
    return (*_HELPS, *skip)


def _after_giving_up(plan: PlanState) -> tuple[Offer, ...]:
    return (
        Offer("Take over", "take_over"),
        Offer("Try again", _kind(plan), plan.text),
        Offer(f"Back to step {plan.step}", "back", step=plan.step),
    )


def _kind(plan: PlanState) -> OfferKind:
    """The offer that writes a plan as binding as this one."""
    return "order" if plan.authority == "order" else "plan"

"""A slow planner that advises a fast one, while the game goes on."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from agent.core.completion import write
from agent.core.goals import Goal
from agent.core.plan import Source
from agent.core.planner import Decision, Question
from agent.core.prompt import Situation
from agent.episode import Episode, decide_all, run
from agent.models.protocol import ModelError
from agent.planners import registry
from agent.planners.advised import AdvisedPlanner, Rules, parse
from agent.traces import trace as traces
from agent.traces.states import visits
from agent.traces.story import tell
from agent.traces.trace import AdviceEvent, PlanEvent, TraceWriter
from agent.worlds import registry as worlds
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.plans.describing import describe
from agent.worlds.crafter.view import View
from tests.agent.models.served import serving
from tests.agent.scripted import Script
from training.evaluation import bill
from training.evaluation.measure import advised

WAITS = [(None, "Noop")]
SELDOM = Rules(every=100, wish=0, stuck=0, latency=3)


@dataclass
class Thinker:
    """A model that writes what it is told to, or fails; it notes what it read."""

    plans: Sequence[str | Exception | None] = ("collect 1 wood",)
    name: str = "thinker"
    source: Source = "agent"
    history: bool = False
    read: list[Situation] = field(default_factory=list)
    may_answer: threading.Event | None = None

    def observe(self, view: View, memory: Memory) -> str:
        return ""

    def ask(self, situation: Situation) -> Question:
        self.read.append(replace(situation))
        return Question((), seed=len(self.read) - 1)

    def answer(self, questions: Sequence[Question]) -> list[Decision]:
        if self.may_answer:
            assert self.may_answer.wait(10)
        return [self._decision(question.seed) for question in questions]

    def decide(self, situation: Situation) -> Decision:
        (decision,) = self.answer([self.ask(situation)])
        return decision

    def _decision(self, number: int) -> Decision:
        plan = self.plans[number % len(self.plans)]
        if isinstance(plan, Exception):
            raise plan
        completion = write(plan, "Noop")
        return Decision(0, plan, completion, True, input_tokens=70, output_tokens=9, plan_tokens=6)


def advise(
    slow: Thinker,
    rules: Rules = SELDOM,
    turns: Sequence[tuple[str | None, str]] = WAITS,
    *,
    live: bool = False,
) -> AdvisedPlanner:
    plans = worlds.find("crafter").plans
    return AdvisedPlanner("advised:script+thinker", Script(turns), slow, plans, rules, live=live)


def begin(planner: AdvisedPlanner, trace: Path | None = None, cap: int = 60) -> Episode:
    world = CrafterWorld()
    writer = None
    if trace:
        writer = TraceWriter(trace, traces.header(world, 7, cap, planner.name))
    return Episode(world, planner, seed=7, cap=cap, trace=writer)


def play(episode: Episode, steps: int) -> None:
    for _ in range(steps):
        episode.play(episode.decide())


def in_force(episode: Episode) -> tuple[str, str] | None:
    plan = episode.plan
    return (plan.source, plan.text) if plan else None


def test_advice_comes_into_force_after_its_latency_and_the_game_goes_on_meanwhile() -> None:
    episode = begin(advise(Thinker()))
    for step in range(1, 4):
        assert in_force(episode) is None
        play(episode, 1)
        assert episode.view.step == step
    assert in_force(episode) == ("adviser", "collect 1 wood")
    assert episode.plan is not None
    assert episode.plan.step == 3
    assert episode.asked is episode.plan
    assert episode.persons is None


def test_the_fast_one_plans_beneath_the_advice_as_beneath_a_persons_plan() -> None:
    turns = [(None, "Noop")] * 5 + [("explore east", "Noop")]
    episode = begin(advise(Thinker(), turns=turns))
    play(episode, 6)
    assert in_force(episode) == ("adviser", "collect 1 wood")
    assert episode.below is not None
    assert episode.below.text == "explore east"
    assert (episode.below.source, episode.below.under) == ("agent", 1)


def test_advice_is_done_when_its_goals_are_reached() -> None:
    episode = begin(advise(Thinker(["wait 4 steps"])))
    play(episode, 8)
    assert [(plan.source, plan.status) for plan in episode.plans] == [("adviser", "done")]


def test_a_persons_plan_outranks_advice_in_force_and_advice_that_comes() -> None:
    slow = Thinker(["collect 1 wood", "drink water"])
    episode = begin(advise(slow, replace(SELDOM, every=5)))
    play(episode, 3)
    episode.inject("collect 3 stone")
    assert [plan.status for plan in episode.plans] == ["replaced", "active"]
    assert episode.decide().consultation is None
    play(episode, 10)
    assert in_force(episode) == ("human", "collect 3 stone")
    assert len(slow.read) == 1

    late = begin(advise(Thinker()))
    play(late, 1)
    late.inject("collect 3 stone")
    play(late, 3)
    assert in_force(late) == ("human", "collect 3 stone")
    assert late.advice is not None
    assert late.advice.fate == "outranked"


def test_a_persons_plan_that_is_queued_does_not_wait_for_advice_to_be_done() -> None:
    episode = begin(advise(Thinker()))
    play(episode, 3)
    episode.enqueue("collect 3 stone")
    assert in_force(episode) == ("human", "collect 3 stone")


def test_a_person_cannot_word_an_advisers_plan_anew() -> None:
    episode = begin(advise(Thinker()))
    play(episode, 3)
    with pytest.raises(ValueError, match="plan 1 does not wait"):
        episode.edit(1, "collect 2 wood", "advice")


def test_it_is_asked_at_the_beginning_and_every_so_many_steps() -> None:
    slow = Thinker(["explore east"])
    episode = begin(advise(slow, replace(SELDOM, every=10)))
    play(episode, 25)
    assert [situation.view.step for situation in slow.read] == [0, 10, 20]


def test_it_is_asked_when_the_fast_one_plans_by_itself_but_not_more_often_than_allowed() -> None:
    slow = Thinker(["wait 1 step"])
    rules = Rules(every=0, wish=10, stuck=0, latency=2)
    episode = begin(advise(slow, rules, [("explore east", "Noop"), (None, "Noop")]))
    play(episode, 25)
    asked = [situation.view.step for situation in slow.read]
    assert asked == [0, 10, 20]
    assert episode.advice is not None
    assert episode.advice.why == "wish"


def test_it_is_asked_when_the_plan_in_force_comes_no_nearer() -> None:
    slow = Thinker(["collect 1 wood", "drink water"])
    episode = begin(
        advise(
            slow, Rules(every=0, wish=1, stuck=12, latency=2), [("eat a cow", "Noop"), *WAITS * 59]
        )
    )
    play(episode, 40)
    first, second, *_ = [situation.view.step for situation in slow.read]
    assert first == 0
    assert 12 <= second <= 16
    why = episode.advice and episode.advice.why
    assert why == "stuck"


def test_a_person_can_ask_it_and_not_twice_at_once() -> None:
    planner = advise(Thinker(), replace(SELDOM, every=0))
    episode = begin(planner)
    episode.consult(planner.consult(episode.situation))
    with pytest.raises(ValueError, match="thinking already"):
        episode.consult(planner.consult(episode.situation))
    play(episode, 3)
    assert episode.advice is not None
    assert (episode.advice.why, episode.advice.fate) == ("person", "taken")


def test_it_is_not_asked_where_that_is_not_wanted() -> None:
    slow = Thinker()
    episode = begin(advise(slow))
    episode.consults = False
    play(episode, 5)
    assert not slow.read


def test_the_adviser_reads_its_own_plan_as_its_own_and_no_other() -> None:
    slow = Thinker(["collect 1 wood"])
    turns = [("explore east", "Noop"), (None, "Noop")]
    episode = begin(advise(slow, replace(SELDOM, every=10), turns))
    play(episode, 11)
    first, second = slow.read
    assert first.plan is None
    assert second.plan is not None
    assert (second.plan.source, second.plan.text, second.below) == ("agent", "collect 1 wood", None)


def test_places_in_advice_are_told_from_where_the_player_was_when_it_was_asked() -> None:
    words = describe(Goal("go", at=(3, -2)))
    episode = begin(advise(Thinker([words]), turns=[(None, "Move East"), (None, "Move West")]))
    play(episode, 3)
    (x0, y0), (x1, y1) = episode.memory.path[0], episode.memory.path[3]
    assert (x0, y0) != (x1, y1)
    assert episode.plan is not None
    assert episode.plan.text == words
    (goal,) = episode.reading(episode.plan).goals
    assert goal.at == (3 + x0 - x1, -2 + y0 - y1)


@pytest.mark.parametrize(
    ("plan", "fate", "reason"),
    [
        (ModelError("the server is down\nat all"), "failed", "the server is down"),
        (RuntimeError(), "failed", "RuntimeError"),
        (None, "failed", "it wrote no plan"),
        ("hmpf grmbl", "not_understood", ""),
    ],
)
def test_without_advice_the_fast_one_plays_on_and_the_record_says_why(
    plan: str | Exception | None, fate: str, reason: str, tmp_path: Path
) -> None:
    episode = begin(advise(Thinker([plan])), tmp_path / "t.jsonl", cap=12)
    run(episode)
    assert (episode.view.step, episode.plans) == (12, [])
    trace = traces.read(tmp_path / "t.jsonl")
    (answer,) = [event for event in trace.events if isinstance(event, AdviceEvent)]
    assert (answer.fate, answer.reason, answer.asked, answer.step) == (fate, reason, 0, 3)
    assert sum("The adviser (thinker" in line for line in tell(trace)) == 1


def test_advice_whose_goals_were_reached_meanwhile_is_not_taken() -> None:
    episode = begin(advise(Thinker(["wait 2 steps"])))
    play(episode, 3)
    assert episode.advice is not None
    assert (episode.advice.fate, episode.plans) == ("outrun", [])


def test_the_same_advice_again_lets_the_plan_go_on() -> None:
    episode = begin(advise(Thinker(["collect 1 wood"]), replace(SELDOM, every=10)))
    play(episode, 14)
    assert len(episode.plans) == 1
    assert episode.advice is not None
    assert (episode.advice.asked, episode.advice.fate) == (10, "kept")


def test_trace_story_figures_and_bill_tell_both_apart(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    episode = begin(advise(Thinker(), replace(SELDOM, every=20)), path, cap=30)
    run(episode)
    trace = traces.read(path)
    assert [plan.source for plan in trace.events if isinstance(plan, PlanEvent)] == ["adviser"]
    lines = list(tell(trace))
    assert "     3  The adviser (thinker, asked at step 0) has a plan" in lines
    assert "     3  The adviser plans: collect 1 wood" in lines

    told = advised(trace)
    assert told is not None
    assert (told.asked, told.taken, told.failed, told.waited) == (2, 1, 0, 6)
    assert (told.input_tokens, told.output_tokens) == (140, 18)
    assert (told.followed, told.age) == (27, sum(range(27)))

    costs = bill.draw_up([trace])
    assert (costs["script", "plays"].calls, costs["script", "plays"].output_tokens) == (30, 0)
    thinker = costs["thinker", "advises"]
    assert (thinker.calls, thinker.plans, thinker.input_tokens, thinker.output_tokens) == (
        2,
        1,
        140,
        18,
    )
    assert "| thinker | advises | 2 | 1 | 0 | 140 | 18 | 0 | 0.0 |" in bill.table(costs)


def test_an_answer_that_is_known_when_the_episode_ends_is_on_the_bill(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    run(begin(advise(Thinker(), replace(SELDOM, latency=50)), path, cap=10))
    (answer,) = [one for one in traces.read(path).events if isinstance(one, AdviceEvent)]
    assert (answer.fate, answer.output_tokens) == ("outranked", 9)


def test_a_game_repeats_and_its_record_verifies_and_goes_on(tmp_path: Path) -> None:
    slow = Thinker(["explore east", "drink water"])
    moves = [(None, "Move East"), ("drink water", "Move South"), (None, "Do")]
    told = []
    for name in ("a", "b"):
        episode = begin(advise(slow, replace(SELDOM, every=10), moves), tmp_path / name, cap=40)
        slow.read.clear()
        run(episode)
        trace = traces.read(tmp_path / name)
        told.append([event.model_copy(update={"t": 0, "chain": ""}) for event in trace.events])
    assert told[0] == told[1]
    trace = traces.read(tmp_path / "a")
    assert traces.verify(trace, CrafterWorld()).steps == 40

    past = trace.until(15)
    head = trace.header.model_copy(update={"parent": "a", "parent_step": 15})
    slow.read.clear()
    resumed = Episode.restore(
        CrafterWorld(),
        advise(slow, replace(SELDOM, every=10), moves),
        trace,
        15,
        lambda: TraceWriter(tmp_path / "c", head, past),
    )
    assert in_force(resumed) == ("adviser", "drink water")
    run(resumed)
    assert slow.read[0].view.step == 20
    assert traces.verify(traces.read(tmp_path / "c"), CrafterWorld()).steps == 40


def test_a_learner_reads_an_advisers_plan_as_one_that_was_asked_for(tmp_path: Path) -> None:
    run(begin(advise(Thinker()), tmp_path / "t", cap=6))
    seen = list(visits(traces.read(tmp_path / "t"), CrafterWorld(), Memory()))
    assert [visit.situation.asked is not None for visit in seen] == [False] * 3 + [True] * 3


def test_many_games_ask_in_one_batch_and_each_hears_its_own_answer() -> None:
    slow = Thinker(["collect 1 wood", "drink water"])
    planner = advise(slow)
    episodes = [begin(planner) for _ in range(2)]
    for _ in range(3):
        for episode, decision in zip(episodes, decide_all(planner, episodes), strict=True):
            episode.play(decision)
    assert [in_force(episode) for episode in episodes] == [
        ("adviser", "collect 1 wood"),
        ("adviser", "drink water"),
    ]


def test_where_a_clock_runs_the_game_does_not_wait_for_the_answer() -> None:
    slow = Thinker(may_answer=threading.Event())
    assert slow.may_answer is not None
    episode = begin(advise(slow, live=True))
    play(episode, 20)
    assert episode.consultation is not None
    assert in_force(episode) is None
    slow.may_answer.set()
    episode.consultation.answer.result(10)
    play(episode, 1)
    assert in_force(episode) == ("adviser", "collect 1 wood")
    assert episode.advice is not None
    assert (episode.advice.asked, episode.advice.step) == (0, 21)


def test_a_game_that_is_left_while_the_adviser_thinks_can_be_taken_up_again(tmp_path: Path) -> None:
    slow = Thinker(may_answer=threading.Event())
    assert slow.may_answer is not None
    episode = begin(advise(slow, live=True), tmp_path / "t")
    play(episode, 2)
    episode.inject("collect 3 stone")
    episode.end("left")
    slow.may_answer.set()
    again = Episode.restore(CrafterWorld(), advise(slow), traces.read(tmp_path / "t"), None)
    assert in_force(again) == ("human", "collect 3 stone")
    assert again.consultation is None


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("advised:pebble", "names no two planners"),
        ("advised:+expert", "names no two planners"),
        ("advised,often=3:pebble+expert", "no rule 'often'"),
        ("advised:pebble+advised:pebble+expert", "neither of the two"),
        ("advised:pebble+nobody", "no planner 'nobody'"),
        ("advised:nobody+expert", "no planner 'nobody'"),
    ],
)
def test_a_name_that_means_no_pair_is_told_in_one_line(name: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault) as caught:
        registry.find(name)
    assert "\n" not in str(caught.value)


def test_a_name_says_both_planners_and_the_rules() -> None:
    pair = parse("advised,every=50,latency=0:pebble+openai:http://localhost:1/v1#a+b")
    assert pair is not None
    assert (pair.fast, pair.slow) == ("pebble", "openai:http://localhost:1/v1#a+b")
    assert pair.rules == Rules(every=50, latency=0)
    assert parse("pebble") is None


def test_it_reads_and_plans_as_the_fast_one_does_and_its_options_tell_both() -> None:
    entry, fast = registry.find("advised:pebble+expert"), registry.find("pebble")
    assert (entry.observation, entry.modes, entry.is_model) == (
        fast.observation,
        fast.modes,
        fast.is_model,
    )
    assert entry.options().items() >= fast.options().items()
    assert "adviser's weights" in registry.find("advised:expert+pebble").options()


def test_a_pair_plays_any_world_that_both_play() -> None:
    planner = registry.load("advised,latency=2:random+explorer", world="pogs")
    world = worlds.find("pogs").make()
    episode = Episode(world, planner, seed=3, cap=9)
    run(episode)
    assert episode.advice is not None
    assert [plan.source for plan in episode.plans][:1] == ["adviser"]


def test_a_served_model_advises_in_the_words_that_it_writes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SIDEQUEST_OPENAI_RETRIES", "0")
    with serving("<plan> collect 1 wood </plan> Noop") as served:
        planner = registry.load(f"advised,latency=2:expert+openai:{served.url}#tiny")
        episode = Episode(CrafterWorld(), planner, seed=7, cap=20)
        play(episode, 2)
        assert in_force(episode) == ("adviser", "collect 1 wood")
        assert episode.advice is not None
        assert episode.advice.input_tokens == 7
        asked = served.asked[0]["messages"]
        assert "Write a new plan" in asked[-1]["content"]
        assert isinstance(planner, AdvisedPlanner)
        served.failures = 100
        planner.rules = replace(planner.rules, every=5)
        run(episode)
        assert (episode.view.step, episode.advice.fate) == (20, "failed")
        assert "refuses" in episode.advice.reason or "answer" in episode.advice.reason

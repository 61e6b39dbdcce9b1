"""Games that teach: a student and the expert play, people's plans come in, and the expert says what
is right in each state.

DAgger (Ross et al. 2011, arXiv 1011.0686) without rounds: whoever plays, every state is labelled,
and under several plans: the one in force and some that might have been, each with a planner's own
plan beneath it that has grown as in play. The state is read once for all of them. Nothing is
written but examples.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pydantic import Field, PositiveFloat, PositiveInt

from agent.core.mode import ALWAYS, DYNAMIC, NEVER
from agent.core.plan import Plan
from agent.core.planner import Decision, Planner, decide_each
from agent.core.prompt import Situation
from agent.core.teacher import Label
from agent.episode import Episode
from agent.worlds.crafter.engine.engine import CrafterWorld
from agent.worlds.crafter.expert import consider
from agent.worlds.crafter.expert.planner import Expert
from agent.worlds.crafter.memory import Memory
from agent.worlds.crafter.prompts.compact import CompactPrompt
from agent.worlds.crafter.rules import ACTION_NAMES, NOOP
from agent.worlds.crafter.scene.scene import Scene
from training.data.examples import ChatExample
from training.instructions.asking import ask, withdraw
from training.runs.recipe import Part
from training.stream.starts import Scout, Starts, StartState, fill_bag

_STRETCH = (10, 80)  # steps that expert or student play before it is drawn anew who plays on
_BURST = 3  # random actions in a row
_PAUSE = (0, 25)  # steps between a person's plans
_LET = 0.5  # share of detours from orders that are let
_MUTED = 20  # steps for which who was not let may not plan
_REMEMBERED = 25  # steps between states that are kept for the case of a death
_BEFORE_DEATH = 2  # of these states: the last but one is played from
# share of people's plans that are worded freely; the others are in the plainest words
_SPOKEN = 0.5
_STALE = 90  # steps after which a plan that might have been makes room for another
_FANCY = 0.3  # chance in a state that another plan is thought of, where there is room
# share of the times that a plan is due at which it is written: some are late in play, too
_WRITTEN = 0.85
_HEAVIEST = 4.0  # weight of the rarest deeds


class GameSettings(Part):
    """How the games are."""

    slots: PositiveInt = 20  # games of an actor at the same time
    people: float = Field(default=0.55, ge=0, le=1)  # share of games into which people's plans come
    # share of these in which goods are put into the bag
    filled: float = Field(default=0.25, ge=0, le=1)
    # share of the time in which the expert plays in the student's stead
    expert: float = Field(default=0.4, ge=0, le=1)
    disturbed: float = Field(default=0.02, ge=0, le=1)  # chance that random actions begin at a step
    # people's plans that might have been, labelled beside the one in force
    shadows: int = Field(default=3, ge=0)
    alone: PositiveFloat = 1.5  # weight of examples without a person's plan
    kept: int = Field(default=5, ge=0)  # steps for which a plan of the planner's own is to be kept
    longest: PositiveInt = 3000  # steps of a game without people's plans
    visit: PositiveInt = 250  # steps of a game from a rare state
    # share of examples in which no plan may be written
    act_only: float = Field(default=0.1, ge=0, le=1)
    plan_now: float = Field(default=0.05, ge=0, le=1)  # share in which one has to be
    # share under a person's plan without the person's words
    wordless: float = Field(default=0.25, ge=0, le=1)
    unread: float = Field(default=0.1, ge=0, le=1)  # share without what was understood of them


@dataclass(slots=True)
class _Shadow:
    """A plan that a person might have in mind beside the one in force, and the planner's own
    beneath it.
    """

    asked: Plan | None
    own: Plan | None = None


@dataclass(slots=True)
class _Game:
    world: CrafterWorld
    episode: Episode
    scout: Scout
    people: bool
    next_plan: int  # step
    left: int = 0  # steps of the stretch
    expert: bool = True
    burst: int = 0
    before: int = NOOP
    past: list[StartState] = field(default_factory=list)
    shadows: list[_Shadow] = field(default_factory=list)


class StreamActor:
    """Plays many games at once and gives the examples.

    Args:
        number: of the actor; others play other worlds.
        first_seed: of the worlds; those of an actor are drawn from the million after it.
        games: how they are.
        ways: whether the text tells the known ways.
        trail: how many of the last steps it tells.
    """

    def __init__(
        self,
        number: int,
        first_seed: int,
        games: GameSettings,
        *,
        ways: bool = True,
        trail: int = 0,
    ) -> None:
        self._games = games
        self._rng = random.Random(f"actor {number} {first_seed}")
        self._first_seed = first_seed
        self._starts = Starts(self._rng)
        self._teller = Expert()  # writes nothing: stands for whoever plays in the episodes
        self._prompts = {
            (said, read): CompactPrompt(ways, version=2, words=said, reading=read, trail=trail)
            for said, read in ((True, True), (True, False), (False, True))
        }
        self._seen: Counter[tuple[str, str, int]] = Counter()
        self._slots = [self._begin() for _ in range(games.slots)]

    def step(self, student: Planner | None) -> Iterator[list[ChatExample]]:
        """Play one step of every game, and label the states in which it was played: the examples of
        each of them.

        Args:
            student: plays beside the expert; None leaves all to the expert.
        """
        for at, game in enumerate(self._slots):
            if game.episode.over:
                self._bury(game)
                self._slots[at] = game = self._begin()
            if game.people:
                self._speak(game)
            if not game.left:
                game.left = self._rng.randint(*_STRETCH)
                game.expert = student is None or self._rng.random() < self._games.expert
            game.left -= 1
        scenes = [Scene(game.episode.view, game.episode.memory) for game in self._slots]
        labels = [
            self._judge(scene, game.episode.situation)
            for scene, game in zip(scenes, self._slots, strict=True)
        ]
        for game, scene, label in zip(self._slots, scenes, labels, strict=True):
            labelled = list(self._label_state(game, scene, label))
            if labelled:
                yield labelled
        decisions = self._decide(student, labels)
        for game, decision in zip(self._slots, decisions, strict=True):
            self._play(game, decision)

    def _begin(self) -> _Game:
        rng, games = self._rng, self._games
        people = rng.random() < games.people
        seed = self._first_seed + rng.randrange(1_000_000)
        world, episode = CrafterWorld(), None
        if len(self._starts) and (people or rng.random() < 0.5):
            episode = self._resume(world, self._starts.draw(), people=people)
        if episode is None:
            cap = games.visit if people else games.longest
            episode = Episode(world, self._teller, seed=seed, cap=cap)
        shadows = [_Shadow(None)] if people else []
        return _Game(
            world,
            episode,
            Scout(self._starts, episode.seed),
            people,
            episode.view.step + rng.randint(*_PAUSE),
            shadows=shadows,
        )

    def _resume(self, world: CrafterWorld, start: StartState, *, people: bool) -> Episode | None:
        """A game from a rare state; None if its first step kills."""
        episode = Episode.resume(
            world,
            self._teller,
            start.snapshot,
            Memory.from_bytes(start.recalled),
            seed=start.seed,
            steps=self._games.visit,
        )
        if people and self._rng.random() < self._games.filled:
            fill_bag(world, self._rng)
        episode.act(NOOP)  # what was put into the bag is gained before anything is asked for
        return None if episode.over else episode

    def _bury(self, game: _Game) -> None:
        """Keep a state from before a death."""
        if game.episode.over == "died" and len(game.past) >= _BEFORE_DEATH:
            self._starts.add("before a death", game.past[-_BEFORE_DEATH])

    def _speak(self, game: _Game) -> None:
        """Write a person's plan when it is due, and withdraw one that takes too long."""
        episode, step = game.episode, game.episode.view.step
        if episode.asked is not None:
            withdraw(episode)
            game.next_plan = step + self._rng.randint(*_PAUSE)
        elif step >= game.next_plan and not episode.view.dead:
            episode.inject(*ask(episode, self._rng, spoken=_SPOKEN))

    def _judge(self, scene: Scene, situation: Situation) -> Label:
        return consider(
            scene,
            situation.plan,
            situation.below,
            may_plan=situation.may_plan,
            kept=self._games.kept,
        )

    def _decide(self, student: Planner | None, labels: Sequence[Label]) -> list[Decision]:
        decisions = [
            _said(label, game.episode.situation)
            for label, game in zip(labels, self._slots, strict=True)
        ]
        if student is not None:
            asked = [at for at, game in enumerate(self._slots) if not game.expert]
            for at, decision in zip(asked, self._ask(student, asked), strict=True):
                decisions[at] = decision
        for at, game in enumerate(self._slots):
            if game.episode.must_ask(decisions[at]) and self._rng.random() >= _LET:
                game.episode.mute(_MUTED)
                situation = game.episode.situation
                if game.expert or student is None:
                    scene = Scene(situation.view, situation.memory)
                    decisions[at] = _said(self._judge(scene, situation), situation)
                else:
                    (decisions[at],) = self._ask(student, [at])
        return decisions

    def _ask(self, student: Planner, slots: Sequence[int]) -> list[Decision]:
        return decide_each(student, [self._slots[at].episode.situation for at in slots])

    def _play(self, game: _Game, decision: Decision) -> None:
        episode, rng = game.episode, self._rng
        if not game.burst and rng.random() < self._games.disturbed:
            game.burst = rng.randint(1, _BURST)
        if game.burst:
            game.burst -= 1
            game.before = rng.randrange(len(ACTION_NAMES))
            episode.act(game.before)
        else:
            game.before = decision.action
            episode.play(decision)
        if not episode.over:
            game.scout.look(game.world, episode.view, episode.memory)
            if episode.view.step % _REMEMBERED == 0:
                game.past = [
                    *game.past[-_BEFORE_DEATH:],
                    StartState.of(episode.seed, game.world, episode.memory),
                ]
            episode.end_if_complete()

    def _label_state(self, game: _Game, scene: Scene, label: Label) -> Iterator[ChatExample]:
        """The examples of the state that a game is in."""
        episode, view = game.episode, game.episode.view
        if view.dead or self._rng.random() >= self._share(game, label):
            return
        yield self._example(scene, episode.situation, label)
        self._imagine(game)
        for shadow in game.shadows:
            situation = Situation(
                view, episode.memory, shadow.asked or shadow.own, below=shadow.asked and shadow.own
            )
            told = self._judge(scene, situation)
            yield self._example(scene, situation, told)
            if told.replans and told.plan is not None and self._rng.random() < _WRITTEN:
                shadow.own = Plan(0, told.plan, "expert", view.step)

    def _imagine(self, game: _Game) -> None:
        """Let plans that might have been go that are done or old, and think of others."""
        episode, step = game.episode, game.episode.view.step
        fresh = [
            shadow
            for shadow in game.shadows
            if shadow.asked is None or self._stands(shadow.asked, episode)
        ]
        most = 1 + self._games.shadows if game.people else min(1, self._games.shadows)
        if len(fresh) < most and self._rng.random() < _FANCY:
            text, authority = ask(episode, self._rng, spoken=_SPOKEN)
            fresh.append(_Shadow(Plan(0, text, "human", step, authority=authority)))
        game.shadows = fresh

    def _stands(self, plan: Plan, episode: Episode) -> bool:
        progress = episode.progress(plan)
        return progress is not None and not progress.done and episode.view.step - plan.step < _STALE

    def _share(self, game: _Game, label: Label) -> float:
        """Share of states like this one that are kept: dull ones are many."""
        if game.episode.view.asleep:
            return 0.06
        if label.action == NOOP:
            return 0.4 if game.episode.asked is not None else 0.15
        straight = label.action == game.before and ACTION_NAMES[label.action].startswith("Move")
        return 0.5 if straight and not label.replans else 1.0

    def _example(self, scene: Scene, situation: Situation, label: Label) -> ChatExample:
        rng, games = self._rng, self._games
        draw = rng.random()
        act_only = games.act_only * (3 if situation.asked and situation.asked.binding else 1)
        if not situation.may_plan or draw < act_only:
            mode = NEVER
            if situation.may_plan:
                situation = replace(situation, may_plan=False)
                label = self._judge(scene, situation)
            plan = None
        elif draw > 1 - games.plan_now and label.plan is not None:
            mode, plan = ALWAYS, label.plan
        else:
            mode, plan = DYNAMIC, label.plan if label.replans else None
        said, read = True, True
        if situation.asked is not None:
            draw = rng.random()
            said, read = draw >= games.wordless, draw < 1 - games.unread
        messages = self._prompts[said, read].tell(scene, situation, mode)
        return ChatExample(
            messages,
            plan,
            ACTION_NAMES[label.action],
            self._weight(label, alone=situation.asked is None),
        )

    def _weight(self, label: Label, *, alone: bool) -> float:
        """More for deeds that are rare for what is pursued, up to ``_HEAVIEST``."""
        doing = label.doing
        deed = (doing.verb if doing else "", doing.target if doing else "", label.action)
        self._seen[deed] += 1
        mean = self._seen.total() / len(self._seen)
        rarity = max(1.0, float((mean / self._seen[deed]) ** 0.5))
        return min(_HEAVIEST, rarity) * (self._games.alone if alone else 1.0)


def _said(label: Label, situation: Situation) -> Decision:
    """What the expert decides, as it labels."""
    plan = label.plan if label.replans and situation.may_plan else None
    return Decision(action=label.action, plan=plan, completion="", valid=True)

"""The recipe of reinforcement learning with PPO; ``docs/ppo.md`` tells more of each value."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, PositiveFloat, PositiveInt, field_validator, model_validator

from agent.core.seeds import FIRST_TRAINING, MAX_SEED
from agent.planners import registry
from agent.traces import sources
from training.runs.recipe import Lora, Part, RunRecipe, known_mode, validation_seeds

CHECKPOINT = "models.pt"  # of a checkpoint: what was learned


class LearnerSettings(Part):
    """AdamW for one of the two models, at a constant learning rate."""

    lr: PositiveFloat
    weight_decay: float = Field(default=0.0, ge=0)
    beta2: float = Field(default=0.999, ge=0, lt=1)
    clip: PositiveFloat = 1.0  # norm of the gradient at the most


class ActorSettings(LearnerSettings):
    """How the policy learns."""

    clip_ratio: float = Field(default=0.2, gt=0, lt=1)
    clip_ratio_up: PositiveFloat | None = None  # None: like clip_ratio
    # coefficient, in the loss, of the KL divergence to the model that was begun with
    kl: float = Field(default=0.0, ge=0)
    entropy: float = Field(default=0.0, ge=0)  # coefficient of the bonus
    plan_weight: float = Field(default=1.0, ge=0)  # of a token of a plan
    # of the first token, which decides whether to plan, the action and the end of text
    action_weight: PositiveFloat = 1.0
    # truncation of importance weights where the sampler differs; None: no correction
    correction: PositiveFloat | None = None


class CriticSettings(LearnerSettings):
    """How values are learned."""

    # a model folder or name with the planner's tokenizer; None: a copy of the planner
    model: str | None = None
    clip_value: PositiveFloat | None = 1.0  # None: no clipping
    # turns at each world, played before all updates, whose returns it learns first
    warmup_turns: int = Field(default=0, ge=0)
    warmup_share: float = Field(default=1.0, gt=0, le=1)  # of these turns that it learns from
    warmup_passes: PositiveInt = 3  # over them
    warmup_lr: PositiveFloat | None = None  # None: ``lr``


class CheckSettings(Part):
    """Play on validation seeds, by which the best model is kept."""

    every: PositiveInt  # updates
    seeds: str
    cap: PositiveInt = 2000  # steps of an episode

    _seeds = field_validator("seeds", mode="before")(validation_seeds)


class BranchSettings(Part):
    """What planning gains is measured in branches; see ``training.ppo.branches``."""

    share: float = Field(gt=0, le=1)  # of the turns that may plan
    pairs: PositiveInt = 2
    turns: PositiveInt = 50  # of a branch
    keep: PositiveInt = 10  # turns for which the branch that does not plan may not
    weight: PositiveFloat = 1.0  # of a decision that was measured


class PeopleSettings(Part):
    """What people's recorded sessions bring in; see ``training.data.sessions``."""

    traces: list[Path] = Field(min_length=1)  # files, and folders that are searched
    # share of training games that begin in a state of a session
    states: float = Field(default=0.0, ge=0, le=1)
    # share that begin with a person's plan, where it was written
    plans: float = Field(default=0.0, ge=0, le=1)

    @model_validator(mode="after")
    def _fits(self) -> PeopleSettings:
        if self.states + self.plans > 1:
            raise ValueError(
                f"states and plans are shares of all games; {self.states} and "
                f"{self.plans} are more than 1 together"
            )
        return self


class ClusterSettings(Part):
    """Rollouts by Ray actors, each with a share of the worlds; see ``training.ppo.rollout_ray``."""

    actors: PositiveInt
    threads: PositiveInt = 1  # of a processor, in each actor
    address: str | None = None  # of a Ray cluster; None: a Ray of this run's own, on this machine


class PpoRecipe(RunRecipe):
    """How a planner is trained by its reward. Paths are seen from the working directory."""

    # a planner that ships, a model folder, whose planner.json tells how it is prompted, or a name
    # on the Hugging Face hub
    model: str
    mode: str = "dynamic"  # when it may plan
    worlds: PositiveInt = 192  # in all processes together
    turns: PositiveInt = 16  # of an update, at each world
    updates: PositiveInt
    cap: PositiveInt = 2000  # steps of an episode
    first_seed: int = Field(default=FIRST_TRAINING, ge=FIRST_TRAINING, le=MAX_SEED)  # of the worlds
    # turns at the most by which a world is ahead when the run begins
    stagger: int = Field(default=0, ge=0)
    # checkpoint 0 of another run: begin with its games and critic, without a warm-up
    warmed: Path | None = None
    temperature: PositiveFloat = 1.0
    max_tokens: PositiveInt = 200  # of a completion
    context: PositiveInt = 512  # tokens of prompt and completion at the most
    # of each token of a plan, tags included; an achievement counts 1
    cost: float = Field(default=0.0, ge=0)
    invalid: float = Field(default=0.0, ge=0)  # penalty of a completion that breaks the grammar
    health: float = Field(default=0.0, ge=0)  # 1: Crafter's own, 0.1 for each point gained or lost
    goal: float = Field(default=0.0, ge=0)  # for a person's plan whose goals were reached
    people: PeopleSettings | None = None
    # who gets the credit, see ``training.ppo.credit``; ``batch`` has no critic
    credit: Literal["turns", "levels", "batch"] = "turns"
    discount: float = Field(default=1.0, gt=0, le=1)  # gamma, of a turn
    decay: float = Field(default=0.95, ge=0, le=1)  # lambda, of a turn
    # with credit by levels: decisions are judged by these alone; None: by the critic
    branches: BranchSettings | None = None
    # lambda of plans, from one to the next, if credit is by levels; None: ``decay``
    decay_plans: float | None = Field(default=None, ge=0, le=1)
    epochs: PositiveInt = 1
    minibatches: PositiveInt = 1  # steps of the optimizers in an epoch
    batch: PositiveInt = 64  # turns of a forward pass
    actor: ActorSettings
    critic: CriticSettings | None = None
    lora: Lora | None = None  # adapters on both models
    precision: Literal["fp32", "bf16"] = "fp32"
    gradient_checkpointing: bool = False
    seed: int = Field(default=0, ge=0)
    evaluation: CheckSettings
    checkpoint_every: PositiveInt = 5  # updates
    samples: bool = False  # keep what each update learned from, see ``training.ppo.samples``
    threads: PositiveInt | None = None  # of the processor, in each process; None: as torch finds it
    ray: ClusterSettings | None = None  # None: rollouts in the training process
    # what plays with the weights in the training process
    sampler: Literal["transformers", "vllm"] = "transformers"
    max_minutes: PositiveFloat | None = None  # after which it stops with a checkpoint

    @field_validator("model")
    @classmethod
    def _folder(cls, model: str) -> str:
        return registry.model_of(model) if registry.is_shipped(model) else model

    _mode = field_validator("mode")(known_mode)

    @model_validator(mode="after")
    def _one_sampler(self) -> PpoRecipe:
        if self.sampler == "vllm" and self.ray:
            raise ValueError(
                "sampler: vllm plays in the training process, ray in others; leave one of them out"
            )
        return self

    @model_validator(mode="after")
    def _critic_where_it_is_needed(self) -> PpoRecipe:
        if self.credit == "batch" and self.critic:
            raise ValueError("credit: batch has no critic; add critic: null")
        if self.branches and self.credit != "levels":
            raise ValueError(
                f"branches judge the decision alone, which has no credit of its own in "
                f"credit: {self.credit}; add credit: levels"
            )
        if self.credit != "batch" and self.critic is None:
            raise ValueError(f"credit: {self.credit} needs a critic, such as critic: {{lr: 3e-4}}")
        return self

    @property
    def values(self) -> int:
        """How many values the critic tells of what it reads."""
        return 3 if self.credit == "levels" else 1

    @property
    def data(self) -> list[Path]:
        """The weights that are begun with, the critic's if it was warmed elsewhere, and people's
        sessions.
        """
        sessions = (
            []
            if self.people is None
            else [source.path for source in sources.find(self.people.traces)]
        )
        warmed = [] if self.warmed is None else [self.warmed / CHECKPOINT]
        return [*sorted(Path(self.model).glob("*.safetensors")), *warmed, *sessions]

    @property
    def weights(self) -> dict[str, float]:
        """Of the parts of a turn's reward."""
        return {
            "task": 1,
            "health": self.health,
            "goal": self.goal,
            "plan_tokens": -self.cost,
            "invalid": -self.invalid,
        }

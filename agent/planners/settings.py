"""How a model wants to be used as a planner: ``planner.json`` in its folder, beside the weights."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from agent.core.errors import first_fault
from agent.core.spec import PromptOptions, UnsupportedWorldError
from agent.worlds import registry as worlds

if TYPE_CHECKING:
    from agent.core.prompt import Prompt

FILE = "planner.json"


class SettingsError(ValueError):
    """A ``planner.json`` that cannot be read."""


class PlannerSettings(BaseModel):
    """What the file may hold. Without it a model is prompted as in the paper."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    prompt: str | None = None  # as the world's spec names it; None for its usual one
    ways: bool = True  # brief: tell the known ways
    version: Literal[1, 2] = 1  # brief: of the text, see ``agent.worlds.crafter.prompts.compact``
    trail: int = Field(default=0, ge=0)  # brief, version 2: how many of the last steps are told
    remembers: bool = True  # prose and grid: tell what was seen before
    temperature: float = Field(default=1.0, ge=0)  # of sampling; 0 takes the likeliest token
    masked: bool = False  # rule out in decoding, too, a plan that the mode does not allow
    # tokens that its thoughts may take before it answers; 0: it is told to answer at once, where
    # its chat template lets one choose
    thoughts: int = Field(default=0, ge=0, le=100_000)

    @field_validator("prompt")
    @classmethod
    def _is_known(cls, name: str | None) -> str | None:
        known = dict.fromkeys(name for spec in worlds.WORLDS.values() for name in spec.prompts)
        if name is not None and name not in known:
            raise ValueError(f"there is no prompt {name!r}; known prompts: {', '.join(known)}")
        return name

    def make_prompt(self, world: str = worlds.DEFAULT) -> Prompt[Any, Any]:
        """The prompt for a world, as ``agent.worlds.registry`` names it.

        UnsupportedWorldError if the world has no such text.
        """
        prompts = worlds.find(world).prompts
        name = next(iter(prompts)) if self.prompt is None else self.prompt
        if name not in prompts:
            having = [spec.name for spec in worlds.WORLDS.values() if name in spec.prompts]
            raise UnsupportedWorldError(
                f"it reads the text {name!r}, which there is of "
                f"{', '.join(having)} alone, not of {world}"
            )
        options = PromptOptions(
            ways=self.ways, version=self.version, remembers=self.remembers, trail=self.trail
        )
        return prompts[name](options)


def write(settings: PlannerSettings, folder: Path) -> None:
    """Put the settings into a model folder. OSError if the disk does not take them."""
    (folder / FILE).write_text(settings.model_dump_json(indent=1) + "\n", encoding="utf-8")


def read(folder: Path) -> PlannerSettings:
    """The settings of a model folder, the defaults if it has none.

    SettingsError, with file and field, for wrong ones.
    """
    path = folder / FILE
    if not path.is_file():
        return PlannerSettings()
    try:
        return PlannerSettings.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise SettingsError(f"{path}: {first_fault(error)}") from error
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from error

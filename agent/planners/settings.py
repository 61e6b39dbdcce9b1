"""How a model wants to be used as a planner: ``planner.json`` in its folder, beside the weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.core.prompt import Prompt
from agent.core.spec import UnsupportedWorldError
from agent.worlds import registry as worlds
from agent.worlds.crafter.prompts.chat import ChatPrompt
from agent.worlds.crafter.prompts.compact import BriefPrompt
from agent.worlds.pogs import engine as pogs
from agent.worlds.pogs.prompt import GraphPrompt

FILE = "planner.json"


class SettingsError(ValueError):
    """A ``planner.json`` that cannot be read."""


class PlannerSettings(BaseModel):
    """What the file may hold. Without it a model is prompted as in the paper."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    prompt: Literal["brief", "prose", "grid"] = "prose"
    ways: bool = True  # brief: tell the known ways
    version: Literal[1, 2] = 1  # brief: of the text, see ``agent.worlds.crafter.prompts.compact``
    remembers: bool = True  # prose and grid: tell what was seen before
    temperature: float = Field(default=1.0, ge=0)  # of sampling; 0 takes the likeliest token
    masked: bool = False  # rule out in decoding, too, a plan that the mode does not allow

    def make_prompt(self, world: str = worlds.CRAFTER) -> Prompt[Any, Any]:
        """The prompt for a world of ``agent.worlds.registry``; graphs have one text, whichever of the others is named.

        UnsupportedWorldError if the world has no such text.
        """
        if world != worlds.CRAFTER:
            if self.prompt == "brief":
                raise UnsupportedWorldError(f"it reads the text 'brief', which there is of crafter alone, not of {world}")
            return GraphPrompt(pogs.read_name(world), remembers=self.remembers)
        if self.prompt == "brief":
            return BriefPrompt(self.ways, self.version)
        return ChatPrompt(self.prompt, remembers=self.remembers)


def write(settings: PlannerSettings, folder: Path) -> None:
    """Put the settings into a model folder. OSError if the disk does not take them."""
    (folder / FILE).write_text(settings.model_dump_json(indent=1) + "\n", encoding="utf-8")


def read(folder: Path) -> PlannerSettings:
    """The settings of a model folder, the defaults if it has none. SettingsError, with file and field, for wrong ones."""
    path = folder / FILE
    if not path.is_file():
        return PlannerSettings()
    try:
        return PlannerSettings.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"{path}: {where + ': ' if where else ''}{first['msg']}") from error
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}") from error

"""Settings of models by environment variables."""

from __future__ import annotations

from typing import TypeVar

from pydantic import ValidationError
from pydantic_settings import BaseSettings

from agent.models.protocol import ModelError

_Settings = TypeVar("_Settings", bound=BaseSettings)


def from_environment(kind: type[_Settings]) -> _Settings:
    """Settings of a kind, as the environment has them.

    ModelError, with the variable and its value, for a wrong one.
    """
    try:
        return kind()
    except ValidationError as error:
        first = error.errors()[0]
        name = f"{kind.model_config['env_prefix']}{first['loc'][0]}".upper()
        raise ModelError(f"{name} is {first['input']!r}: {first['msg']}") from error

"""A model behind a server."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.responses import HTMLResponse, JSONResponse, Response
from typer.testing import CliRunner

from agent.core.completion import OPEN
from agent.core.context import Message
from agent.core.planner import Question
from agent.models.openai import OpenAiModel, OpenAiSettings
from agent.models.protocol import ModelError
from agent.models.settings import from_environment
from agent.planners.language import LanguagePlanner
from agent.traces import trace
from agent.worlds.crafter.prompts.compact import CompactPrompt
from sidequest import app
from tests.agent.models.served import Served, serving

CONTEXT: list[Message] = [{"role": "user", "content": "now"}]
QUICK = OpenAiSettings(timeout=10, retries=2)


@pytest.fixture
def served() -> Iterator[Served]:
    with serving("<plan> go east </plan> Do") as server:
        yield server


def test_what_was_written_and_what_it_cost(served: Served) -> None:
    (written,) = OpenAiModel(served.url, "tiny", QUICK).complete(
        [CONTEXT], max_tokens=20, seeds=[5]
    )
    assert written.text == "<plan> go east </plan> Do"
    assert (written.input_tokens, written.output_tokens, written.plan_tokens) == (7, 5, 4)
    assert written.logprobs == (-0.5,) * 5
    assert written.plan_probability == pytest.approx(0.6)
    assert written.token_ids == written.prompt_ids == ()
    (asked,) = served.asked
    assert (asked["model"], asked["messages"], asked["max_tokens"], asked["temperature"], asked["seed"]) == (
        "tiny", CONTEXT, 20, 1.0, 5,
    )  # fmt: skip


def test_likelihoods_at_another_temperature_are_not_those_of_the_draw(served: Served) -> None:
    (written,) = OpenAiModel(served.url, "tiny", QUICK).complete(
        [CONTEXT], max_tokens=20, temperature=0.5
    )
    assert written.logprobs == ()
    assert written.plan_probability == pytest.approx(0.6)


def test_a_server_that_tells_no_likelihoods_plays_all_the_same(served: Served) -> None:
    served.logprobs = False
    (written,) = OpenAiModel(served.url, "tiny", QUICK).complete([CONTEXT], max_tokens=20)
    assert (written.logprobs, written.plan_probability, written.plan_tokens) == ((), None, 0)
    OpenAiModel(served.url, "tiny", OpenAiSettings(logprobs=False)).complete(
        [CONTEXT], max_tokens=20
    )
    assert "logprobs" not in served.asked[-1]


@pytest.mark.parametrize("thoughts", ["", "<think> so </think> "])
def test_a_plan_that_is_not_allowed_is_left_out_and_its_tokens_count(
    served: Served, thoughts: str
) -> None:
    served.text = f"{thoughts}<plan> go east </plan> Do"
    model = OpenAiModel(served.url, "tiny", QUICK)
    planner = LanguagePlanner("served", model, prompt=CompactPrompt())
    free, masked = planner.answer([Question(CONTEXT), Question(CONTEXT, frozenset({OPEN}))])
    assert (free.plan, free.plan_tokens) == ("go east", 4)
    assert (masked.plan, masked.plan_tokens) == (None, 0)
    assert masked.action == free.action
    assert masked.output_tokens == len(served.text.split(" "))


def test_a_batch_is_asked_at_once_up_to_a_number(served: Served) -> None:
    served.pause = 0.1
    written = OpenAiModel(served.url, "tiny", OpenAiSettings(concurrency=3)).complete(
        [CONTEXT] * 9, max_tokens=20
    )
    assert len(written) == 9
    assert 1 < served.most <= 3


def test_a_request_that_failed_is_asked_again(served: Served) -> None:
    model = OpenAiModel(served.url, "tiny", QUICK)
    served.failures = 2
    assert model.complete([CONTEXT], max_tokens=20)[0].text
    assert len(served.asked) == 3


SCHEMA = {
    "type": "object",
    "properties": {"plan": {"type": "string"}},
    "required": ["plan"],
    "additionalProperties": False,
}


def test_json_is_asked_for_by_its_schema(served: Served) -> None:
    served.text = '{"plan": "go east"}'
    assert (
        OpenAiModel(served.url, "tiny", QUICK).write(CONTEXT, SCHEMA, max_tokens=20)
        == '{"plan": "go east"}'
    )
    (asked,) = served.asked
    assert asked["response_format"]["type"] == "json_schema"
    assert asked["response_format"]["json_schema"]["schema"] == SCHEMA
    assert (asked["temperature"], asked["max_tokens"]) == (0.0, 20)


def test_a_server_that_takes_no_schema_is_asked_without_and_not_again_with_it(
    served: Served,
) -> None:
    served.takes_schemas = False
    model = OpenAiModel(served.url, "tiny", QUICK)
    assert model.write(CONTEXT, SCHEMA, max_tokens=20) == served.text
    assert model.write(CONTEXT, SCHEMA, max_tokens=20) == served.text
    assert ["response_format" in body for body in served.asked] == [True, False, False]


def test_the_budget_ends_it(served: Served) -> None:
    model = OpenAiModel(served.url, "tiny", OpenAiSettings(budget=20))
    model.complete([CONTEXT], max_tokens=20)
    model.complete([CONTEXT], max_tokens=20)
    with pytest.raises(
        ModelError, match=r"the budget of 20 tokens is spent; SIDEQUEST_OPENAI_BUDGET sets another"
    ):
        model.complete([CONTEXT], max_tokens=20)
    assert len(served.asked) == 2


def test_the_key_is_the_environments(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "right")
    OpenAiModel(served.url, "tiny")
    assert served.keys == ["Bearer right"]
    monkeypatch.setenv("OPENAI_API_KEY", "wrong")
    with pytest.raises(ModelError, match=r"refuses 'tiny': .*Incorrect API key"):
        OpenAiModel(served.url, "tiny")


def test_what_goes_wrong_is_told_in_one_line(served: Served) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        free = taken.getsockname()[1]
    settings = OpenAiSettings(retries=0, timeout=0.2)
    with pytest.raises(
        ModelError, match=f"the server http://127.0.0.1:{free} does not answer: Connection error"
    ):
        OpenAiModel(f"http://127.0.0.1:{free}", "tiny", settings)
    with pytest.raises(
        ModelError, match=r"refuses 'giant': .*The model `giant` does not exist"
    ) as told:
        OpenAiModel(served.url, "giant", settings).complete([CONTEXT], max_tokens=20)
    assert "\n" not in str(told.value)
    served.pause = 1
    with pytest.raises(ModelError, match=r"has not answered in 0\.2 seconds"):
        OpenAiModel(served.url, "tiny", settings).complete([CONTEXT], max_tokens=20)


PARTS = [{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "Do"}]


def choice_of(answer: dict[str, Any]) -> dict[str, Any]:
    choice: dict[str, Any] = answer["choices"][0]
    return choice


@pytest.mark.parametrize(
    ("edit", "text", "probability"),
    [
        (lambda answer: choice_of(answer)["message"].update(content=PARTS), "Do", None),
        (lambda answer: choice_of(answer)["message"].update(content=["D", "o"]), "Do", 0.6),
        (lambda answer: choice_of(answer)["message"].update(content=None), "", 0.6),
        (
            lambda answer: choice_of(answer)["message"].update(
                content="Do", reasoning_content="<plan> no </plan>"
            ),
            "Do",
            None,
        ),
        (lambda answer: choice_of(answer).update(logprobs={"content": None}), None, None),
        (
            lambda answer: [
                token.update(top_logprobs=None)
                for token in choice_of(answer)["logprobs"]["content"]
            ],
            None,
            None,
        ),
        (lambda answer: choice_of(answer).pop("logprobs"), None, None),
        (lambda answer: answer.update(usage=None), None, 0.6),
        (lambda answer: answer["usage"].update(completion_tokens=None), None, 0.6),
        (
            lambda answer: [
                token.update(logprob=None, top_logprobs=[{"token": "<plan>", "logprob": None}])
                for token in choice_of(answer)["logprobs"]["content"]
            ],
            None,
            None,
        ),
        (lambda answer: answer.pop("id"), None, 0.6),
    ],
)
def test_servers_tell_the_same_in_other_ways(
    served: Served, edit: Callable[[dict[str, Any]], None], text: str | None, probability: float
) -> None:
    served.edit = edit
    (written,) = OpenAiModel(served.url, "tiny", QUICK).complete([CONTEXT], max_tokens=20)
    assert written.text == (served.text if text is None else text)
    assert written.plan_probability == (None if probability is None else pytest.approx(probability))


@pytest.mark.parametrize(
    ("name", "reason", "left"),
    [
        (
            "max_tokens",
            "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
            {"max_completion_tokens": 20, "seed": 5, "logprobs": True},
        ),
        ("seed", "property 'seed' is unsupported", {"max_tokens": 20, "logprobs": True}),
        ("logprobs", "logprobs are not available", {"max_tokens": 20, "seed": 5}),
    ],
)
def test_what_a_server_refuses_is_left_out_from_then_on(
    served: Served, name: str, reason: str, left: dict[str, Any]
) -> None:
    served.refuses = {name: reason}
    model = OpenAiModel(served.url, "tiny", QUICK)
    for _ in range(2):
        (written,) = model.complete([CONTEXT], max_tokens=20, seeds=[5])
        assert written.text == served.text
    assert [name in body for body in served.asked] == [True, False, False]
    told = {"max_tokens", "max_completion_tokens", "seed", "logprobs"}
    assert {key: value for key, value in served.asked[-1].items() if key in told} == left


def test_what_it_refuses_for_good_is_told(served: Served) -> None:
    served.refuses = {"temperature": "temperature is not supported"}
    with pytest.raises(ModelError, match=r"refuses 'tiny': .*temperature is not supported"):
        OpenAiModel(served.url, "tiny", QUICK).complete([CONTEXT], max_tokens=20)


def test_seeds_have_31_bits(served: Served) -> None:
    OpenAiModel(served.url, "tiny", QUICK).complete([CONTEXT], max_tokens=20, seeds=[(1 << 62) + 9])
    assert served.asked[-1]["seed"] == 9


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (HTMLResponse("<h1>Log in</h1>"), "answered with text/html, not with JSON; is the address"),
        (Response("data: x", media_type="text/event-stream"), "answered with text/event-stream"),
        (Response("{", media_type="application/json"), "with JSON that is cut off or wrong"),
        (JSONResponse({"error": {"message": "no credit"}}), "answered with an error: no credit"),
        (JSONResponse({"error": "overloaded"}), "answered with an error: overloaded"),
        (JSONResponse({"choices": []}), "answered without a completion"),
        (JSONResponse({"choices": [{"message": 3}]}), "with no chat completion: .*message"),
        (JSONResponse([]), "with no chat completion"),
    ],
)
def test_what_is_no_answer_is_told_in_one_line(
    served: Served, answers: Response, told: str
) -> None:
    model = OpenAiModel(served.url, "tiny", QUICK)
    served.answers = answers
    with pytest.raises(ModelError, match=told) as error:
        model.complete([CONTEXT], max_tokens=20)
    assert "\n" not in str(error.value)


def test_an_address_with_a_page_is_told_at_the_start(served: Served) -> None:
    served.answers = HTMLResponse("<h1>Welcome</h1>")
    with pytest.raises(ModelError, match="answered with text/html, not with JSON"):
        OpenAiModel(served.url, "tiny", QUICK)


def test_a_key_with_a_line_end_is_that_key(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "right\n")
    OpenAiModel(served.url, "tiny")
    assert served.keys == ["Bearer right"]
    monkeypatch.setenv("OPENAI_API_KEY", "schlüssel")
    with pytest.raises(ModelError, match="OPENAI_API_KEY has characters that are not ASCII"):
        OpenAiModel(served.url, "tiny")


@pytest.mark.parametrize(
    ("edit", "tokens"),
    [
        # by its share of the letters where nothing is told
        (lambda answer: choice_of(answer)["message"].update(reasoning_content="so" * 3), 1),
        (lambda answer: choice_of(answer)["message"].update(reasoning="x" * 25), 2),
        (
            lambda answer: choice_of(answer)["message"].update(
                content=[
                    {"type": "thinking", "thinking": [{"type": "text", "text": "x" * 8}]},
                    {"type": "text", "text": "Do"},
                ]
            ),
            4,
        ),
        (
            lambda answer: answer["usage"].update(
                completion_tokens_details={"reasoning_tokens": 3}
            ),
            3,
        ),
        (
            lambda answer: answer["usage"].update(
                completion_tokens_details={"reasoning_tokens": None}
            ),
            0,
        ),
    ],
)
def test_thoughts_are_counted_however_a_server_tells_them(
    served: Served, edit: Callable[[dict[str, Any]], None], tokens: int
) -> None:
    served.edit = edit
    (written,) = OpenAiModel(served.url, "tiny", QUICK).complete([CONTEXT], max_tokens=20)
    assert (written.thought_tokens, written.output_tokens) == (tokens, 5)


def test_thoughts_have_room_beside_the_answer(served: Served) -> None:
    settings = OpenAiSettings(thoughts=1000)
    OpenAiModel(served.url, "tiny", settings).complete([CONTEXT], max_tokens=20)
    assert served.asked[-1]["max_tokens"] == 1020


def test_an_address_may_name_its_chat_completions(served: Served) -> None:
    for url in (f"{served.url}/chat/completions", f"{served.url}/"):
        (written,) = OpenAiModel(url, "tiny", QUICK).complete([CONTEXT], max_tokens=20)
        assert written.text == served.text


@pytest.mark.parametrize("status", [404, 405, 501])
def test_a_server_that_does_not_list_its_models_plays(served: Served, status: int) -> None:
    served.answers = JSONResponse({"error": {"message": "no list"}}, status)
    model = OpenAiModel(served.url, "tiny", OpenAiSettings(retries=0))
    served.answers = None
    assert model.complete([CONTEXT], max_tokens=20)[0].text == served.text


def test_json_is_json_whatever_it_is_called(served: Served) -> None:
    model = OpenAiModel(served.url, "tiny", QUICK)
    body = json.dumps({"choices": [{"message": {"content": "Do"}}]})
    served.answers = Response(body, media_type="text/plain")
    assert model.complete([CONTEXT], max_tokens=20)[0].text == "Do"


def test_an_address_without_its_end_is_told(served: Served) -> None:
    model = OpenAiModel(served.url.removesuffix("/v1"), "tiny", QUICK)
    with pytest.raises(ModelError, match=r"is the address right\? It usually ends in /v1"):
        model.complete([CONTEXT], max_tokens=20)


def test_a_wrong_setting_is_told_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIDEQUEST_OPENAI_BUDGET", "much")
    with pytest.raises(
        ModelError, match="SIDEQUEST_OPENAI_BUDGET is 'much': Input should be a valid integer"
    ):
        from_environment(OpenAiSettings)


def test_it_plays_an_episode_by_its_name(served: Served, tmp_path: Path) -> None:
    command = [
        "run",
        "--planner",
        f"openai:{served.url}#tiny",
        "--cap",
        "5",
        "--out",
        str(tmp_path / "t.jsonl"),
    ]
    played = CliRunner().invoke(app, command)
    assert played.exit_code == 0, played.output
    steps = list(trace.read(tmp_path / "t.jsonl").steps)
    assert {(step.action, step.valid, step.output_tokens, step.p_plan) for step in steps} == {
        ("Do", True, 5, 0.6)
    }

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent import registry
from agent.language.context import Message
from agent.language.prompts import Mode
from agent.models.hardware import Hardware
from agent.models.protocol import Generation
from agent.planner import LanguagePlanner
from agent.prompt import ChatPrompt
from sidequest import app
from training.follow import FollowError, Setup, follow, setup
from training.follow_cases import Case, make_case
from training.follow_report import COLUMNS, Arm, Report, Result, markdown, summarise

N = 5
SEED = 1


@pytest.fixture(scope="module")
def random_player(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    folder = tmp_path_factory.mktemp("random")
    return folder, follow(setup("random", N, SEED), folder, jobs=1)


def reached(report: Report, arm: Arm) -> float:
    results = [result.reached for result in report.results if result.arm == arm]
    return sum(results) / len(results)


def test_the_expert_follows_and_random_actions_do_not(random_player: tuple[Path, Report]) -> None:
    _, report = random_player
    assert reached(report, "expert") >= 0.9
    assert reached(report, "plan") <= 0.2
    told = [result for result in report.results if result.arm == "expert" and result.reached]
    assert sum(result.steps == result.expert_steps for result in told) >= 0.8 * len(told)


def test_a_plan_makes_the_expert_do_what_it_would_not_do_by_itself(tmp_path: Path) -> None:
    report = follow(setup("expert", N, SEED), tmp_path, jobs=1)
    specific = [result for result in report.results if result.specific]
    assert {result.arm for result in specific} == {"plan", "order", "no plan", "shuffled plan"}
    assert sum(result.reached for result in specific if result.arm == "plan") >= 10
    assert not [result for result in specific if result.arm == "no plan" and result.reached]


def test_the_folder_holds_all_that_was_measured(random_player: tuple[Path, Report]) -> None:
    folder, report = random_player
    names = {"cases.jsonl", "conditions.json", "report.json", "results.jsonl", "table.md"}
    assert {path.name for path in folder.iterdir()} == names
    assert Report.model_validate_json((folder / "report.json").read_bytes()) == report
    assert (folder / "table.md").read_text(encoding="utf-8") == markdown(report)
    assert {(cell.arm, cell.column) for cell in report.cells} == {
        (arm, column) for arm in ("plan", "no plan", "shuffled plan", "expert") for column in COLUMNS
    } - {("no plan", "held-out wording")}


def test_cases_are_within_their_limits_and_repeat() -> None:
    case = make_case("unseen combination", 0, SEED)
    assert case == make_case("unseen combination", 0, SEED)
    assert case != make_case("unseen combination", 0, SEED + 1)
    assert case == Case.model_validate_json(case.model_dump_json())
    assert case.limit == 3 * case.expert_steps + 10
    assert case.seed in range(1000, 2000)


def test_a_stopped_measurement_goes_on_to_the_same_report(tmp_path: Path, random_player: tuple[Path, Report]) -> None:
    def interrupt_at(what: str, at: int) -> None:
        def interrupt(done_of: str, done: int, total: int) -> None:
            if (done_of, done >= at) == (what, True):
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            follow(setup("random", N, SEED), tmp_path, jobs=1, on_progress=interrupt)

    interrupt_at("cases", 7)
    cases = tmp_path / "cases.jsonl"
    assert cases.read_bytes().count(b"\n") == 7
    cases.write_bytes(cases.read_bytes()[:-30])  # as if it had been killed while it wrote
    interrupt_at("trials", 1)
    assert not (tmp_path / "report.json").exists()
    results = tmp_path / "results.jsonl"
    kept = results.read_bytes()
    assert follow(setup("random", N, SEED), tmp_path, jobs=1) == random_player[1]
    assert results.read_bytes().startswith(kept)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (Setup("random", N + 1, SEED), f"was measured with cases {N}, not {N + 1}; name another folder"),
        (Setup("random", N, SEED + 1), f"was measured with seed {SEED}, not {SEED + 1}; name another folder"),
        (Setup("expert", N, SEED), "was measured with planner random, not expert; "),
    ],
)
def test_a_folder_of_another_measurement_is_refused_and_left_alone(
    random_player: tuple[Path, Report], other: Setup, why: str
) -> None:
    folder, _ = random_player
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(FollowError, match=why):
        follow(other, folder, jobs=1)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


class Stubborn:
    """A model that plans whenever it may, and never moves."""

    name = "stubborn"

    def __init__(self) -> None:
        self.most = 0  # contexts at once

    def complete(
        self,
        contexts: Sequence[Sequence[Message]],
        *,
        max_tokens: int,
        temperature: float = 1.0,
        seeds: Sequence[int] | None = None,
        may_plan: Sequence[bool] | None = None,
    ) -> list[Generation]:
        self.most = max(self.most, len(contexts))
        allowed = may_plan or [True] * len(contexts)
        texts = ["<plan> have a look around </plan>\nNoop" if may else "Noop" for may in allowed]
        return [Generation(text, (), (), None, 10, 5) for text in texts]


def test_a_language_model_plays_in_batches_and_is_measured_under_orders_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = Stubborn()

    def make(mode: Mode, hardware: Hardware) -> LanguagePlanner:
        return LanguagePlanner("stubborn", model, prompt=ChatPrompt(), mode=mode, masked=True)

    monkeypatch.setitem(registry._SCRIPTED["crafter"], "stubborn", registry.Entry(make, "prose", ("dynamic", "never")))
    report = follow(setup("stubborn", 2, SEED), tmp_path, jobs=1)
    assert model.most == 8  # two cases in four columns
    assert {result.arm for result in report.results} == {"plan", "order", "no plan", "shuffled plan", "expert"}
    assert all(result.replaced for result in report.results if result.arm == "plan")
    assert not any(result.replaced for result in report.results if result.arm in ("order", "no plan"))


def result(arm: Arm, number: int, *, reached: bool, specific: bool = True, steps: int = 10) -> Result:
    return Result(
        arm=arm, column="seen wording", number=number, specific=specific, reached=reached, steps=steps, expert_steps=5,
        contradicted=not reached, replaced=False, died=False,
    )  # fmt: skip


def test_figures_are_those_of_the_results() -> None:
    results = [
        result("plan", 0, reached=True, steps=5),
        result("plan", 1, reached=True, steps=15, specific=False),
        result("plan", 2, reached=False),
    ]
    report = summarise(setup("random", 3, SEED).conditions(), results)
    (cell,) = report.cells
    assert (cell.every.n, cell.every.steps, cell.specific.n, cell.specific.steps) == (3, 2.0, 2, 1.0)
    assert cell.every.reached == pytest.approx(2 / 3)
    assert cell.every.contradicted == pytest.approx(1 / 3)
    assert "| plan | 50 % (9 to 91; 2) | – | – | – |" in markdown(report)


def call(*args: str) -> tuple[int, str]:
    outcome = CliRunner().invoke(app, ["follow", *args])
    return outcome.exit_code, outcome.output


def test_the_command_measures_two_cases(tmp_path: Path) -> None:
    code, output = call("--planner", "random", "--cases", "2", "--jobs", "1", "--out", str(tmp_path))
    assert code == 0, output
    assert "expert, seen wording: " in output
    assert (tmp_path / "table.md").exists()


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (
            ("--planner", "oracle"),
            "error: there is no planner 'oracle'; known planners: expert, random, pebble, hf:PATH, vllm:PATH, openai:URL#MODEL",
        ),
        (("--cases", "1"), "error: there are to be 1 cases; 2 to 1000 can be drawn for a column"),
        (("--jobs", "0"), "error: jobs is 0; at least 1 process has to play"),
    ],
)
def test_bad_input_is_told_in_one_line(tmp_path: Path, options: tuple[str, str], why: str) -> None:
    code, output = call("--out", str(tmp_path / "new"), *options)
    assert (code, output.strip()) == (1, why)
    assert not (tmp_path / "new").exists()

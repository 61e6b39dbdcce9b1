from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import get_args

import pytest
from typer.testing import CliRunner

from agent.core.completion import OPEN, safe_plan
from agent.core.context import Message
from agent.core.mode import Mode
from agent.core.plan import Authority
from agent.core.spec import ScriptedPlanner
from agent.models.protocol import Generation
from agent.planners import registry
from agent.planners.language import LanguagePlanner
from agent.worlds.crafter.plans.reading.reading import read
from agent.worlds.crafter.prompts.chat import ChatPrompt
from agent.worlds.crafter.spec import SPEC as CRAFTER
from sidequest import app
from training.evaluation.following.cases import (
    FAMILIES,
    Case,
    Family,
    make_case,
    make_cases,
    read_cases,
)
from training.evaluation.following.report import Arm, FollowingReport, Result, markdown, summarise
from training.evaluation.following.run import FollowError, FollowingSetup, follow, setup
from training.play.speed import PlaySpeed

FILE = Path(__file__).parent / "cases.jsonl"
N = 2


def told(planner: str, n: int = N) -> FollowingSetup:
    return setup(planner, n, file=FILE)


@pytest.fixture(scope="module")
def random_player(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, FollowingReport]:
    folder = tmp_path_factory.mktemp("random")
    return folder, follow(told("random"), folder, jobs=1)


def reached(report: FollowingReport, arm: Arm) -> float:
    results = [result.reached for result in report.results if result.arm == arm]
    return sum(results) / len(results)


def test_the_expert_follows_and_random_actions_do_not(
    random_player: tuple[Path, FollowingReport],
) -> None:
    _, report = random_player
    assert reached(report, "expert") >= 0.9
    assert reached(report, "plan") <= 0.2
    done = [result for result in report.results if result.arm == "expert" and result.reached]
    assert sum(result.steps == result.expert_steps for result in done) >= 0.8 * len(done)


def test_a_plan_makes_the_expert_do_what_it_would_not_do_by_itself(tmp_path: Path) -> None:
    report = follow(told("expert", 3), tmp_path, jobs=1)
    specific = [result for result in report.results if result.specific]
    assert {result.arm for result in specific} == {
        "plan",
        "new words",
        "order",
        "no plan",
        "shuffled plan",
    }
    assert sum(result.reached for result in specific if result.arm == "plan") >= 10
    assert not [result for result in specific if result.arm == "no plan" and result.reached]
    kept = {
        arm: [r.kept for r in report.results if r.family == "refusal" and r.arm == arm]
        for arm in ("plan", "no plan")
    }
    assert sum(kept["plan"]) >= 2
    assert not any(kept["no plan"])


def test_the_folder_holds_all_that_was_measured(
    random_player: tuple[Path, FollowingReport],
) -> None:
    folder, report = random_player
    assert {path.name for path in folder.iterdir()} == {
        "conditions.json",
        "report.json",
        "results.jsonl",
        "table.md",
    }
    assert FollowingReport.model_validate_json((folder / "report.json").read_bytes()) == report
    assert (folder / "table.md").read_text(encoding="utf-8") == markdown(report)
    # a shuffled plan needs a case that wants something else
    arms = ("plan", "new words", "order", "no plan", "expert")
    assert {(cell.arm, cell.family) for cell in report.cells if cell.arm != "shuffled plan"} == {
        (arm, family) for arm in arms for family in FAMILIES
    }
    assert report.cell("shuffled plan", "one goal")


def test_cases_are_within_their_limits_and_repeat() -> None:
    case = make_case("unseen combination", 0)
    assert case == make_case("unseen combination", 0)
    assert case != make_case("unseen combination", 0, draw=1)
    assert case.limit == 3 * case.expert_steps + 10
    assert case.seed in range(1000, 2000)


def test_cases_are_written_family_by_family_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    make_cases(path, 1, jobs=1)
    cases = read_cases(path)
    assert [case.family for case in cases] == list(FAMILIES)
    assert cases[0] == make_case(FAMILIES[0], 0)
    assert max(map(len, path.read_bytes().splitlines())) < 2500


CASES = read_cases(FILE)


@pytest.mark.parametrize("family", FAMILIES)
def test_a_new_case_says_the_same_in_seen_and_held_out_words(family: Family) -> None:
    case = make_case(family, 7)
    for text in case.texts.values():
        assert text == safe_plan(text)
        reading = read(text)
        assert (reading.goals, reading.refused, reading.standing) == (
            case.goals,
            case.refused,
            case.standing,
        )
    assert case.texts["seen"] != case.texts["held-out"]


@pytest.mark.parametrize("case", CASES[::3], ids=lambda case: case.family)
def test_the_state_of_a_case_comes_back_by_playing(case: Case) -> None:
    once, again = (case.begin(registry.load("expert"), plan) for plan in (None, case.texts["seen"]))
    assert once.view.step == again.view.step == case.step
    assert once.world.digest() == again.world.digest()
    assert once.memory.to_bytes() == again.memory.to_bytes()
    assert (len(once.plans), len(again.plans)) == (0, 1)
    assert once.cap == case.step + case.limit


def test_those_in_danger_are_in_danger_and_are_watched_to_the_limit(
    random_player: tuple[Path, FollowingReport],
) -> None:
    for case in [case for case in CASES if case.family == "under danger"]:
        view = case.begin(registry.load("expert"), None).view
        hungry = min(view.inventory["food"], view.inventory["drink"]) <= 3
        zombie = any(creature.kind == "zombie" for creature in view.creatures)
        assert hungry or zombie or 140 <= view.step % 300 < 200
    limits = {case.number: case.limit for case in CASES if case.family == "under danger"}
    results = [result for result in random_player[1].results if result.family == "under danger"]
    assert results
    assert all(
        result.died or result.reached or result.steps == limits[result.number] for result in results
    )


def test_a_stopped_measurement_goes_on_to_the_same_report(
    tmp_path: Path, random_player: tuple[Path, FollowingReport]
) -> None:
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        follow(told("random"), tmp_path, jobs=1, on_progress=interrupt)
    assert not (tmp_path / "report.json").exists()
    results = tmp_path / "results.jsonl"
    results.write_bytes(results.read_bytes()[:-30])  # as if it had been killed while it wrote
    kept = results.read_bytes().rpartition(b"\n")[0]
    assert kept
    assert follow(told("random"), tmp_path, jobs=1) == random_player[1]
    assert results.read_bytes().startswith(kept)


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (
            told("random", 3),
            "was measured with cases .*'one goal': 2.*, not .*'one goal': 3.*; name another folder",
        ),
        (told("expert"), "was measured with planner random, not expert; "),
    ],
)
def test_a_folder_of_another_measurement_is_refused_and_left_alone(
    random_player: tuple[Path, FollowingReport], other: FollowingSetup, why: str
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
        barred: Sequence[Collection[str]] | None = None,
    ) -> list[Generation]:
        self.most = max(self.most, len(contexts))
        texts = [
            "Noop" if OPEN in texts else "<plan> have a look around </plan>\nNoop"
            for texts in barred or ()
        ]
        return [Generation(text, (), (), None, 10, 5) for text in texts]


def test_a_language_model_plays_in_batches_and_is_measured_under_orders_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = Stubborn()

    def make(mode: Mode) -> LanguagePlanner:
        return LanguagePlanner("stubborn", model, prompt=ChatPrompt(), mode=mode, masked=True)

    monkeypatch.setitem(
        CRAFTER.planners, "stubborn", ScriptedPlanner(make, "prose", ("dynamic", "never"))
    )
    speed = PlaySpeed()
    report = follow(told("stubborn"), tmp_path, jobs=1, speed=speed)
    assert model.most == 2 * len(FAMILIES)
    # and none of the expert's
    assert speed.decisions == sum(r.steps for r in report.results if r.arm != "expert")
    assert {result.arm for result in report.results} == {
        "plan",
        "new words",
        "order",
        "no plan",
        "shuffled plan",
        "expert",
    }
    # its own plans stand beneath the person's
    assert not any(result.replaced for result in report.results)


def test_a_case_can_begin_with_an_order() -> None:
    case = next(case for case in CASES if case.family == "one goal")
    for authority in get_args(Authority):
        episode = case.begin(registry.load("expert"), case.texts["seen"], authority)
        assert episode.asked is not None
        assert episode.asked.authority == authority


def result(
    arm: Arm,
    number: int,
    *,
    reached: bool,
    family: Family = "refusal",
    specific: bool = True,
    steps: int = 10,
    kept: bool = True,
    died: bool = False,
) -> Result:
    return Result(
        arm=arm, family=family, number=number, specific=specific, reached=reached, steps=steps,
        expert_steps=5, refusing=family == "refusal", kept=kept, contradicted=not reached,
        replaced=False, under=20, plans=3, died=died,
    )  # fmt: skip


def test_figures_are_those_of_the_results() -> None:
    results = [
        result("plan", 0, reached=True, steps=5),
        result("plan", 1, reached=True, steps=15, specific=False),
        result("plan", 2, reached=False, kept=False, died=True),
        result("no plan", 0, reached=False, family="place"),
        result("new words", 0, reached=True),
        result("new words", 1, reached=False),
    ]
    report = summarise(told("random").conditions(), results)
    cell = report.cell("plan", "refusal")
    assert cell is not None
    assert (cell.every.n, cell.every.steps, cell.specific.n, cell.specific.steps) == (
        3,
        2.0,
        2,
        1.0,
    )
    for share, figure in (
        (2 / 3, cell.every.reached),
        (1 / 3, cell.every.contradicted),
        (2 / 3, cell.every.kept),
    ):
        assert figure == pytest.approx(share)
    assert cell.every.died == pytest.approx(1 / 3)
    elsewhere = report.cell("no plan", "place")
    assert elsewhere is not None
    assert elsewhere.every.kept is None
    table = markdown(report)
    assert "| refusal | 50 % (9 to 91; 2) | 50 % (9 to 91; 2) | – |" in table
    assert "| new words, refusal | 25 % | – |" in table


def call(*args: str) -> tuple[int, str]:
    outcome = CliRunner().invoke(app, ["follow", *args])
    return outcome.exit_code, outcome.output


def test_the_command_measures_two_cases(tmp_path: Path) -> None:
    code, output = call(
        "--planner", "random", "--cases", "2", "--from", str(FILE), "--jobs", "1", "--out", str(tmp_path)
    )  # fmt: skip
    assert code == 0, output
    assert "expert, one goal: " in output
    assert " decisions in " in output.splitlines()[-1]
    assert (tmp_path / "table.md").exists()


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (
            ("--planner", "oracle"),
            (
                "error: there is no planner 'oracle'; known planners: expert, random, "
                "pebble, pebble-pogs, pebble-1, hf:PATH, onnx:PATH, vllm:PATH, openai:URL#MODEL"
            ),
        ),
        (("--cases", "1"), "error: there are to be 1 cases of each family; 2 are the fewest"),
        (
            ("--from", "nowhere.jsonl"),
            (
                "error: nowhere.jsonl cannot be read: No such file or directory; the cases "
                "are in a checkout"
            ),
        ),
        (("--from", str(FILE), "--jobs", "0"), "error: jobs is 0; at least 1 process has to play"),
    ],
)
def test_bad_input_is_told_in_one_line(tmp_path: Path, options: tuple[str, str], why: str) -> None:
    code, output = call("--out", str(tmp_path / "new"), *options)
    assert (code, output.strip()) == (1, why)
    assert not (tmp_path / "new").exists()

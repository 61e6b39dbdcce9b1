from pathlib import Path

import pytest

from agent.core.metrics import Baseline
from agent.worlds.crafter.baselines import PEOPLE, PROTOTYPE
from agent.worlds.crafter.rules import ACHIEVEMENTS
from tests.training.results import first, report, result
from training.evaluation import figures, table
from training.evaluation import report as reports

THREE = [
    result(
        3,
        first(22),
        reason="complete",
        length=300,
        plans=4,
        plan_words=10,
        plan_tokens=20,
        kinds_of_plan={"a", "b"},
    ),
    result(
        1,
        first(2),
        reason="died",
        length=50,
        cause="starving",
        blow="zombie",
        invalid=10,
        kinds_of_plan={"b"},
    ),
    result(
        2,
        {"collect_coal": 30},
        length=150,
        plans=1,
        plan_words=5,
        input_tokens=900,
        output_tokens=30,
        decision_ms=(9.0,),
    ),
]


def test_figures_worked_out_by_hand() -> None:
    found = report(THREE)
    assert ACHIEVEMENTS[:2] == ("collect_coal", "collect_diamond")
    assert found.n == 3
    assert found.mean == pytest.approx(25 / 3)
    assert found.se == pytest.approx(
        ((41 / 3) ** 2 + (19 / 3) ** 2 + (22 / 3) ** 2) ** 0.5 / 6**0.5
    )
    assert found.share == pytest.approx(25 / 66)
    assert found.rates["collect_coal"] == 1
    assert found.rates["collect_diamond"] == found.diamond == pytest.approx(2 / 3)
    assert found.median_step["collect_coal"] == 10
    assert found.median_step["collect_diamond"] == 20
    assert found.complete == pytest.approx(1 / 3)
    assert found.deaths.share == pytest.approx(1 / 3)
    assert (found.deaths.causes, found.deaths.blows) == ({"starving": 1}, {"zombie": 1})
    assert found.length == pytest.approx(500 / 3)
    assert found.return_ == pytest.approx(25 / 3)
    assert found.plans_per_100_steps == 1
    assert (found.plan_words, found.plan_tokens, found.distinct_plans) == (3, 4, 2)
    assert (found.input_tokens, found.output_tokens, found.invalid) == (300, 10, 0.02)
    assert found.ms_per_decision.p50 == 4
    assert found.steps_per_second == pytest.approx(500 / 3)
    assert [episode.seed for episode in found.episodes] == [1, 2, 3]


def test_score_is_crafter_s_geometric_mean() -> None:
    nothing = report([result(1, {}), result(2, {})])
    assert nothing.score == 0
    half = report([result(1, first(22)), result(2, {})])
    assert half.score == pytest.approx(50)
    # 101 to the power of 1/22, less 1: one achievement always, the others never
    one = report([result(1, first(1))])
    assert one.score == pytest.approx(0.2334, abs=1e-4)


def test_a_figure_of_nothing_is_none() -> None:
    found = report([result(1, {})])
    assert (found.se, found.plan_words, found.plan_tokens) == (None, None, None)
    assert set(found.median_step.values()) == {None}


def test_a_report_reads_back_without_the_episodes_times(tmp_path: Path) -> None:
    written = report(THREE)
    reports.write(written, tmp_path)
    found = reports.read(tmp_path)
    assert found.model_dump() == written.model_dump()
    assert '"return": ' in (tmp_path / "report.json").read_text()
    assert found.episodes[0].seconds == 0


def test_what_is_no_report_is_told(tmp_path: Path) -> None:
    with pytest.raises(reports.ReportError, match="No such file"):
        reports.read(tmp_path)
    (tmp_path / "report.json").write_text('{"n": 3}')
    with pytest.raises(reports.ReportError, match="is no report of this version"):
        reports.read(tmp_path)


def test_unlocked_by_a_step_counts_each_episode() -> None:
    assert figures.unlocked_by(report(THREE), [0, 10, 30]) == [[0, 1, 2], [0, 0, 1], [0, 1, 3]]


def test_the_table_shows_the_report_beside_the_yardsticks() -> None:
    text = table.markdown(report(THREE))
    assert "Seeds 1-3, cap 100, mode dynamic" in text
    assert "|  | script | prototype | public solver | people |" in text
    assert "| collect diamond | 67 % | 20 | 44 % | 56 % | 12 % |" in text
    assert "| starving | 1 |" in text


def test_the_figures_are_pictures(tmp_path: Path) -> None:
    figures.draw(report(THREE), tmp_path)
    for name in ("achievements.png", "progress.png"):
        assert (tmp_path / name).read_bytes().startswith(b"\x89PNG")


def test_one_episode_without_any_unlock_can_be_drawn(tmp_path: Path) -> None:
    figures.draw(report([result(1, {}, length=1)]), tmp_path)
    assert (tmp_path / "progress.png").exists()


@pytest.mark.parametrize("yardstick", [PROTOTYPE, PEOPLE], ids=lambda yardstick: yardstick.name)
def test_a_yardstick_s_rates_add_up_to_its_mean(yardstick: Baseline) -> None:
    assert yardstick.rates.keys() == set(ACHIEVEMENTS)
    assert sum(yardstick.rates.values()) == pytest.approx(yardstick.mean, abs=0.1)

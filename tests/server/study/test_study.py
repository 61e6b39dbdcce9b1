"""Study files: what they give, and what is said of wrong ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from server.study.least import Least
from server.study.study import StudyError, load, load_all
from tests.server.study.studies import write


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"colour": "red"}, "colour: Extra inputs are not permitted"),
        ({"title": None}, "title: Field required"),
        ({"name": "Our Study"}, "name: "),
        ({"planner": "deep-thought"}, "planner: there is no planner 'deep-thought'"),
        ({"mode": "sometimes"}, "mode: 'sometimes' is not a mode"),
        ({"mode": "every:4"}, "mode: the planner 'random' has no mode 'every:4'"),
        ({"seeds": "some"}, "seeds: 'some' names no seeds"),
        ({"seeds": "9-3"}, "seeds: '9-3' names no seeds: the range '9-3' ends before it begins"),
        ({"seeds": [5, 5]}, "episodes: 2, but there are only 1 different seeds"),
        ({"seeds": [-1, 2]}, "seeds.0: "),
        ({"authority": "wish"}, "authority: "),
        ({"controls": {"fly": True}}, "controls.fly: "),
        ({"completion": "app.example"}, "completion: 'app.example' is no link"),
        ({"completion": "javascript:alert(1)"}, "completion: "),
        ({"return": "https://app.example/{PID}"}, "return: there is no {PID}"),
        ({"questionnaire": [{"id": "a", "text": "A", "kind": "choice", "choices": ["one"]}]}, "questionnaire.0: the choice 'a' needs"),
        ({"questionnaire": [{"id": "a", "text": "A", "kind": "text"}] * 2}, "questionnaire: two questions have the id 'a'"),
        ({"consent": {"version": "1", "file": "other.md"}}, "consent.file: "),
        ({"questionnaire": [{"id": "a", "text": "A", "kind": "scale", "right": 8}]}, "questionnaire.0: the right answer of 'a', '8', cannot be chosen"),
        ({"least": {"steps": 51}}, "least: 51 steps, but an episode has 50 at most"),
        ({"least": {"luck": 1}}, "least.luck: "),
        ({"arms": {"a": {}}}, "arms: there is only one"),
        ({"arms": {"a": {}, "b": {"colour": "red"}}}, "arms.b.colour: "),
        ({"arms": {"a": {}, "b": {"seeds": [1]}}}, "arms.b: episodes: 2, but there are only 1"),
        ({"arms": {"a": {}, "b": {"planner": "nobody"}}}, "arms.b.planner: there is no planner"),
        ({"completion": "https://x.example/?cc=YOURCODE"}, "completion: 'YOURCODE' is still there"),
        ({"name": 2026}, "name: Input should be a valid string; YAML reads it as 2026, so put it in quotes"),
        ({"questionnaire": [{"id": "a", "text": "A", "kind": "choice", "choices": [True, False]}]}, "questionnaire.0.choices.0: Input should be a valid string; YAML reads it as True, so put it"),
        ({"consent": {"version": "one two", "file": "consent.md"}}, "consent.version: "),
    ],
)  # fmt: skip
def test_a_wrong_study_is_told_in_a_line_with_file_and_key(
    tmp_path: Path, changed: dict[str, Any], told: str
) -> None:
    path = write(tmp_path, **changed)
    with pytest.raises(StudyError) as refused:
        load(path)
    assert str(refused.value).startswith(f"{path}: {told}")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("text", ["a: [", "- a\n- b\n", ""])
def test_what_is_no_study_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "study.yaml"
    path.write_text(text)
    with pytest.raises(StudyError, match=r"study\.yaml is n"):
        load(path)
    with pytest.raises(StudyError, match=r"nothing.yaml cannot be read: No such file"):
        load(tmp_path / "nothing.yaml")


def test_an_empty_consent_text_is_no_consent(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="is empty"):
        load(write(tmp_path, text=" \n"))


def test_the_mark_of_a_windows_editor_is_no_part_of_the_consent_text(tmp_path: Path) -> None:
    path = write(tmp_path)
    (tmp_path / "consent.md").write_text("# Consent", encoding="utf-8-sig")
    assert load(path).agreement.text == "# Consent"


def test_two_studies_of_one_name_are_told(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="two studies 'meadow'"):
        load_all((write(tmp_path / "a"), write(tmp_path / "b")))


def test_a_fixed_order_is_the_same_for_all_and_a_random_one_each_persons_own(
    tmp_path: Path,
) -> None:
    fixed = load(write(tmp_path / "a", seeds=[7, 3, 9]))
    assert [fixed.seed(name, 1) for name in ("a", "b")] == [7, 7]
    assert fixed.seed("a", 2) == 3
    drawn = load(write(tmp_path / "b", seeds="0-99", order="random", episodes=5))
    orders = {name: [drawn.seed(name, episode) for episode in range(1, 6)] for name in ("a", "b")}
    assert orders["a"] != orders["b"]
    assert all(len(set(order)) == 5 for order in orders.values())
    assert orders["a"] == [
        load(tmp_path / "b" / "meadow.yaml").seed("a", episode) for episode in range(1, 6)
    ]


def test_links_carry_what_a_participant_came_with(tmp_path: Path) -> None:
    study = load(write(tmp_path))
    assert study.completion({"PROLIFIC_PID": "a&b"}) == "https://app.example/done?cc=YES&who=a%26b"
    assert study.way_back({}) == "https://app.example/done?cc=NO&who=&of="


def test_a_study_can_be_of_another_world(tmp_path: Path) -> None:
    study = load(write(tmp_path, world="pogs", planner="explorer", cap=None))
    assert (study.world, study.cap) == ("pogs", 30)
    for changed, told in (
        (
            {"world": "pogs", "planner": "expert"},
            "planner: the planner 'expert' plays crafter alone",
        ),
        (
            {"world": "pogs", "planner": "explorer", "tutorial": True},
            "tutorial: there is none for pogs",
        ),
        ({"world": "chess"}, "world: there is no world 'chess'"),
    ):
        with pytest.raises(StudyError, match=told):
            load(write(tmp_path, **changed))


def test_the_sample_study_can_be_run_when_it_was_made_ones_own(tmp_path: Path) -> None:
    sample = Path("docs/studies/first-plans.yaml")
    with pytest.raises(StudyError, match=r"consent\.file: 'Replace this paragraph' is still there"):
        load(sample)
    for path in (sample, sample.with_suffix(".md")):
        own = path.read_text().replace("YOURCODE", "C1").replace("Replace this paragraph", "Us")
        (tmp_path / path.name).write_text(own)
    study = load(tmp_path / sample.name)
    assert study.planner == "pebble"
    assert not study.rules.rewind


@pytest.mark.parametrize(
    ("answer", "fault"),
    [("4", ""), ("8", "choose one of"), ("", "answer this"), ("٣", "choose one of")],
)
def test_answers_to_a_scale_are_checked(tmp_path: Path, answer: str, fault: str) -> None:
    scale, words = load(write(tmp_path)).questionnaire
    assert fault in scale.fault(answer)
    assert bool(scale.fault(answer)) == bool(fault)
    assert words.fault("") == ""
    assert "4,001 characters" in words.fault("x" * 4001)


def test_an_arm_is_the_study_with_other_values(tmp_path: Path) -> None:
    arms = {
        "orders": {"authority": "order"},
        "alone": {"mode": "never", "planner": "expert", "controls": {"take_over": False}},
    }
    study = load(write(tmp_path, arms=arms, least={"steps": 9}))
    orders, alone = study.of("orders"), study.of("alone")
    assert orders.rules.authorities == {"order"}
    assert alone.rules.authorities == {"advice", "order"}
    assert (str(orders.mode), str(alone.mode)) == ("dynamic", "never")
    assert (orders.rules.take_over, alone.rules.take_over) == (True, False)
    assert {one.least.steps for one in (orders, alone)} == {9}
    study.require(["orders"])
    with pytest.raises(StudyError, match="participants in 'gone'"):
        study.require(["alone", "gone"])


@pytest.mark.parametrize(
    ("done", "told"),
    [
        ((0, 0.0, 0), ["100 more steps", "2 more plans", "3 more minutes"]),
        ((99, 121.0, 1), ["1 more step", "1 more plan", "1 more minute"]),
        ((100, 180.0, 5), []),
    ],
)
def test_what_is_missing_is_counted(done: tuple[int, float, int], told: list[str]) -> None:
    assert Least(steps=100, minutes=3, plans=2).missing(*done) == told

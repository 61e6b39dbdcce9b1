from hypothesis import given
from hypothesis import strategies as st

from agent.core.seeds import PUBLISHED, VALIDATION
from training.export.splits import SPLITS, Participation, assign

SEEDS = st.one_of(
    st.integers(0, 12),
    st.sampled_from((1000, 1999, 2000, 2999, 3000)),
    st.integers(1_000_000, 1_000_012),
)
PLAYERS = st.lists(
    st.builds(Participation, st.sampled_from(("", "ada", "ben", "cleo", "dan")), SEEDS), max_size=25
)


@given(PLAYERS)
def test_neither_a_participant_nor_a_seed_is_in_two_splits(players: list[Participation]) -> None:
    splits = assign(players)
    seen: dict[str | int, set[str]] = {}
    for player, split in zip(players, splits, strict=True):
        seen.setdefault(player.seed, set()).add(split)
        if player.participant:
            seen.setdefault(player.participant, set()).add(split)
    assert all(len(own) == 1 for own in seen.values())


@given(PLAYERS, st.randoms(use_true_random=False))
def test_the_order_of_episodes_does_not_matter(players: list[Participation], rng) -> None:
    shuffled = list(players)
    rng.shuffle(shuffled)
    assert dict(zip(shuffled, assign(shuffled), strict=True)) == dict(
        zip(players, assign(players), strict=True)
    )


@given(PLAYERS)
def test_reserved_seeds_and_whoever_played_them_never_train(players: list[Participation]) -> None:
    splits = dict(zip(players, assign(players), strict=True))
    for player, split in splits.items():
        if player.seed in PUBLISHED:
            assert split == "test"
        if player.seed in VALIDATION:
            assert split != "train"


def test_an_unknown_participant_does_not_join_episodes() -> None:
    assert set(assign([Participation("", seed) for seed in range(1_000_000, 1_000_100)])) == set(
        SPLITS
    )
    assert (
        len(set(assign([Participation("ada", seed) for seed in range(1_000_000, 1_000_100)]))) == 1
    )


def test_people_are_joined_through_others() -> None:
    chain = [
        Participation(name, seed)
        for number, name in enumerate("abcdefgh")
        for seed in (number, number + 1)
    ]
    assert len(set(assign(chain))) == 1


def test_eight_tenths_of_strangers_train() -> None:
    splits = assign([Participation("", seed) for seed in range(1_000_000, 1_002_000)])
    assert [round(splits.count(split) / len(splits), 1) for split in SPLITS] == [0.8, 0.1, 0.1]

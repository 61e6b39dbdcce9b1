"""Participants are assigned to arms evenly."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from server.study.consent import Consent
from server.study.store import Removed, Store

ARMS = ("a", "b", "c")
AGREED = Consent("1", "yes")


def join(store: Store, number: int) -> str:
    """The pseudonym of one more participant."""
    return store.join("s", AGREED, f"{number:t>32}", {}, among=ARMS).pseudonym


def test_every_block_has_every_arm_once_and_an_assignment_stays(tmp_path: Path) -> None:
    store = Store(tmp_path)
    names = [join(store, number) for number in range(30)]
    assigned = [one.arm for one in Store(tmp_path).all()]
    blocks = [assigned[at : at + 3] for at in range(0, 30, 3)]
    assert all(sorted(block) == list(ARMS) for block in blocks)
    assert len({tuple(block) for block in blocks}) > 1  # all alike: 1 in 6 ** 9
    assert join(store, 3) == names[3]  # who agrees twice
    assert len(store.all()) == 30
    assert store.arms("s") == set(ARMS)
    assert store.arms("another") == set()


def test_who_withdraws_makes_room_in_the_same_arm(tmp_path: Path) -> None:
    store = Store(tmp_path)
    names = [join(store, number) for number in range(6)]
    gone = store.find(names[1])
    assert gone is not None
    store.forget(names[1], Removed())
    after = store.find(join(store, 7))
    assert after is not None
    assert after.arm == gone.arm
    assert set(Counter(one.arm for one in store.all()).values()) == {2}


def test_without_arms_nobody_is_in_one(tmp_path: Path) -> None:
    assert Store(tmp_path).join("s", AGREED, "t" * 32, {}).arm == ""

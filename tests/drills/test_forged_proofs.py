"""The drill against the proof checks: a forger with everything but the key."""

from collections import Counter

from tests.drills import rounds
from tests.fund.forging import Forger


def test_of_so_many_forged_proofs_none_is_accepted() -> None:
    """20,000 in the short form, 1,000,000 in the long one, from trees of many sizes."""
    wanted, asked, accepted = rounds(20_000, 1_000_000), Counter[str](), []
    for seed in range(wanted // 10_000):
        forger = Forger(seed=seed, size=(7, 64, 65, 200, 255, 1_000)[seed % 6])
        for kind, claim in forger.forgeries(10_000):
            asked[kind] += 1
            if claim.holds():
                accepted.append((kind, claim))
    assert not accepted[:3]
    assert asked.total() == wanted
    assert set(asked) == set(Forger(seed=0, size=2).kinds())


def test_the_drill_can_see_an_acceptance() -> None:
    """The control: unforged, every claim holds."""
    forger = Forger(seed=1)
    for _ in range(200):
        assert forger.true_inclusion().holds()
        assert forger.true_consistency().holds()
        assert forger.true_entry_file().holds()
        assert forger.true_growth_file().holds()

"""Time and luck."""

from datetime import UTC

from bot.runtime.clock import DRAWN, SystemClock, jitter


def test_seeds_are_63_bits_and_do_not_repeat() -> None:
    """Over several draws from the machine."""
    clock = SystemClock()
    seeds = [clock.seed() for _ in range(3 * DRAWN)]

    assert len(set(seeds)) == len(seeds)
    assert all(0 <= seed < 2**63 for seed in seeds)
    assert max(seeds) > 2**60


def test_the_present_is_aware() -> None:
    """UTC, and not going back within a test."""
    clock = SystemClock()
    first = clock.now()

    assert first.tzinfo is UTC
    assert clock.now() >= first


def test_jitter_spreads_around_one_and_depends_on_the_seed_alone() -> None:
    """From a half to one and a half."""
    factors = [jitter(seed) for seed in range(1000)]

    assert 0.5 <= min(factors) < 0.6
    assert 1.4 < max(factors) < 1.5
    assert factors == [jitter(seed) for seed in range(1000)]

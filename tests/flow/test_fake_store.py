"""The store of the flow's tests keeps the contract of the real ones."""

from __future__ import annotations

import pytest

from tests.contract.clocks import SetClock
from tests.contract.test_store import TestActions, TestDeliveries, TestLeases, TestMemory, TestRuns
from tests.fakes.store import FakeStore, Tables

__all__ = ["TestActions", "TestDeliveries", "TestLeases", "TestMemory", "TestRuns"]


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def store(clock: SetClock) -> FakeStore:
    return FakeStore(Tables(), clock)

"""The committed stage for acts on reports; whatever a test does in it is rolled back."""

import pytest

from tests.grants.stage import Stage, StagedWorld


@pytest.fixture
def staged(stage: Stage, db: None) -> StagedWorld:
    """The world in which a running case owes reports."""
    return StagedWorld(**vars(stage.world), stage=stage)

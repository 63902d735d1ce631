from __future__ import annotations

import pytest

from tests.service.people import Company


@pytest.fixture
def company(clock: object, db: None) -> Company:
    return Company()

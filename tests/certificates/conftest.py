"""Presses that are set up once for all tests."""

import pytest

from certificates.certificate_pdf import Press, publish
from tests.certificates.cast import STATEMENT_TEMPLATE, TEMPLATE


@pytest.fixture(scope="session")
def press():
    return Press(publish(TEMPLATE))


@pytest.fixture(scope="session")
def statement_press():
    return Press(publish(STATEMENT_TEMPLATE))

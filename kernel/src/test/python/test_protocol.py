"""The protocol, sentence by sentence, against the installed kernel over raw sockets."""

from __future__ import annotations

import pytest
from protocol_checks import CHECKS, Lab


@pytest.fixture(scope="module")
def lab(kernelspec):
    lab = Lab("nabla")
    yield lab
    lab.close()


@pytest.mark.parametrize("function", [pytest.param(function, id=sentence) for sentence, function in CHECKS])
def test_protocol(lab: Lab, function) -> None:
    function(lab)

"""Every requirement of ASVS level 1 is held by tests that are marked with it, by a document, or has a reason."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
REGISTER = yaml.safe_load((ROOT / "docs" / "asvs.yaml").read_text())
LEVEL_1 = {str(number) for row in REGISTER["level_1"] for number in row}
EXPLAINED = {
    str(number)
    for kind in ("documented", "not_applicable", "deployment")
    for number in REGISTER[kind]
}
MARKED = re.compile(r"@pytest\.mark\.requirement\(([^)]*)\)")
NUMBER = re.compile(r'"ASVS 5\.0 (\d+\.\d+\.\d+)"')


def numbers_in(source: str) -> set[str]:
    return {number for marked in MARKED.findall(source) for number in NUMBER.findall(marked)}


def numbers_tested(under: str = "") -> set[str]:
    return set().union(
        *(numbers_in(path.read_text()) for path in (ROOT / "tests" / under).rglob("test_*.py"))
    )


def test_markers_are_read_as_they_are_written():
    source = """
        @pytest.mark.requirement(
            "ASVS 5.0 6.5.1", "RFC 6238", "ASVS 5.0 6.3.8"
        )
        def test_a_code_is_good_once(x):
            said = "ASVS 5.0 1.1.1"
    """

    assert numbers_in(source) == {"6.5.1", "6.3.8"}


def test_every_requirement_is_held_or_explained():
    assert LEVEL_1 - numbers_tested() - EXPLAINED == set()


def test_nothing_is_explained_that_is_tested_and_nothing_unknown_is():
    assert EXPLAINED & numbers_tested() == set()
    assert EXPLAINED <= LEVEL_1


def test_identity_holds_sixty_requirements():
    assert len(numbers_tested("contexts/identity")) >= 60

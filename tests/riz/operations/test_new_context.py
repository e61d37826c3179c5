"""`manage.py new_context`: what it makes, what it leaves alone, and what it leaves to people."""

from __future__ import annotations

import shutil
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).resolve().parents[3]
READ = ("importlinter.ini", "config/settings/base.py", "contexts/README.md")
NEW = ["README.md", "domain/__init__.py", "domain/policies.py"]
PURPOSE = "What things cost out there."


@pytest.fixture
def house(tmp_path):
    """A house whose room for pricing is empty, whatever has become of ours."""
    for file in (*READ, ".ruff.toml"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, tmp_path / file)
    (tmp_path / "contexts/pricing").mkdir()
    (tmp_path / "contexts/pricing/__init__.py").write_text(f'"""{PURPOSE}"""\n')
    return tmp_path


@pytest.fixture
def make(house):
    def run(name, **options):
        out = StringIO()
        call_command("new_context", name, root=house, stdout=out, **options)
        return out.getvalue()

    return run


def contents(house, name):
    room = house / "contexts" / name
    return {str(path.relative_to(room)): path.read_text() for path in room.rglob("*.*")}


def test_an_empty_room_is_filled_and_nothing_is_left_to_decide(house, make):
    said = make("pricing")

    made = contents(house, "pricing")
    assert sorted(made) == sorted([*NEW, "__init__.py"])
    assert [f"made: contexts/pricing/{file}" for file in NEW] == [
        line for line in said.splitlines() if line.startswith("made")
    ]
    assert made["README.md"].startswith(f"# Pricing\n\n{PURPOSE}\n")
    assert '"pricing.manage"' in made["domain/policies.py"]
    assert "yours to decide" not in said


def test_the_second_time_nothing_changes(house, make):
    make("pricing")
    own = house / "contexts/pricing/README.md"
    own.write_text("# Ours\n")
    before = contents(house, "pricing")

    said = make("pricing")

    assert contents(house, "pricing") == before
    assert "made" not in said
    assert "is there: contexts/pricing/README.md" in said


def test_a_dry_run_makes_nothing(house, make):
    said = make("pricing", dry_run=True)

    assert list(contents(house, "pricing")) == ["__init__.py"]
    assert all(f"would make: contexts/pricing/{file}" in said for file in NEW)


def test_of_a_context_that_nobody_knows_it_says_what_people_decide(house, make):
    before = [(house / file).read_text() for file in READ]

    said = make("loyalty_points", purpose="What travellers collect")

    assert contents(house, "loyalty_points")["__init__.py"] == '"""What travellers collect."""\n'
    assert [file in said for file in READ] == [True, True, True]
    assert said.count("yours to decide") == len(READ)
    assert [(house / file).read_text() for file in READ] == before


@pytest.mark.parametrize(
    ("name", "lacks"), [("loyalty", "--purpose"), ("../etc", "no name"), ("Loyalty", "no name")]
)
def test_what_it_can_not_make_it_refuses(house, make, name, lacks):
    with pytest.raises(CommandError, match=lacks):
        make(name)

    assert sorted(path.name for path in (house / "contexts").iterdir()) == ["README.md", "pricing"]


def test_the_linter_finds_nothing_in_rooms_that_were_just_made(house, make):
    make("pricing")
    make("loyalty_points", purpose="What travellers collect.")
    ruff = Path(sys.executable).with_name("ruff")

    rooms = [house / "contexts/pricing", house / "contexts/loyalty_points"]
    checks = [["check", "--no-cache"], ["format", "--check", "--no-cache"]]
    faults = [
        result.stdout
        for check in checks
        if (
            result := subprocess.run(
                [ruff, *check, *rooms], cwd=house, capture_output=True, text=True, check=False
            )
        ).returncode
    ]

    assert faults == []

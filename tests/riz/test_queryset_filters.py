import pytest
from django.db.models import Q

from riz.policies import EVERYTHING, NOTHING, PolicyError, Reach
from riz.queryset_filters import within

ME, HERE, ASSET = (f"00000000-0000-0000-0000-00000000000{n}" for n in (1, 2, 3))


def test_everything_is_no_condition_and_nothing_is_none_at_all():
    assert within(EVERYTHING) == Q()
    assert within(NOTHING) == Q(pk__in=[])


def test_what_reaches_by_something_without_a_column_is_a_mistake_of_the_program():
    for reach in (
        Reach(owners=frozenset({ME})),
        Reach(organisations=frozenset({HERE})),
        Reach(assets=frozenset({(HERE, ASSET)})),
    ):
        with pytest.raises(PolicyError):
            within(reach)
    with pytest.raises(PolicyError):
        within(Reach(assets=frozenset({(HERE, ASSET)})), assets=("pk",))

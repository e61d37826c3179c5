import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riz.geography import EARTH_RADIUS_M, Circle, boxes_around


def at_bearing(circle, bearing, distance_m):
    """Return the point that lies so far away in a direction, as (lat, lon)."""
    angle, lat = distance_m / EARTH_RADIUS_M, math.radians(circle.lat)
    north = math.asin(
        math.sin(lat) * math.cos(angle) + math.cos(lat) * math.sin(angle) * math.cos(bearing)
    )
    east = math.atan2(
        math.sin(bearing) * math.sin(angle) * math.cos(lat),
        math.cos(angle) - math.sin(lat) * math.sin(north),
    )
    return math.degrees(north), (circle.lon + math.degrees(east) + 540) % 360 - 180


def contains(box, lat, lon):
    slack = 1e-9
    return (
        box.south - slack <= lat <= box.north + slack
        and box.west - slack <= lon <= box.east + slack
    )


class TestBoxesAround:
    @given(
        lat=st.floats(-90, 90),
        lon=st.floats(-180, 180),
        radius_m=st.integers(1, 1_000_000),
        bearing=st.floats(0, 2 * math.pi),
        part=st.floats(0, 1),
    )
    def test_every_point_of_the_circle_lies_in_a_box(self, lat, lon, radius_m, bearing, part):
        circle = Circle(lat=lat, lon=lon, radius_m=radius_m)

        point = at_bearing(circle, bearing, radius_m * part)

        assert any(contains(box, *point) for box in boxes_around(circle))

    @pytest.mark.parametrize("lon", [179.99, -179.99, 180, -180])
    def test_a_circle_across_the_antimeridian_needs_two_boxes(self, lon):
        boxes = boxes_around(Circle(lat=-17, lon=lon, radius_m=50_000))

        assert len(boxes) == 2
        assert all(box.west <= box.east for box in boxes)

    def test_a_circle_around_a_pole_takes_every_longitude(self):
        (box,) = boxes_around(Circle(lat=89.9, lon=10, radius_m=50_000))

        assert (box.west, box.east, box.north) == (-180, 180, 90)

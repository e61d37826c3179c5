"""Pictures: well-formed, harmless, the same each time."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from contexts.transport.domain.modes import Mode
from contexts.transport.domain.options.chart import COLOURS, Mark, Stretch, front_chart, way_chart

SVG = "{http://www.w3.org/2000/svg}"
ALLOWED = {"svg", "title", "desc", "g", "line", "text", "circle", "rect", "path"}
MARKS = st.lists(
    st.builds(
        Mark,
        st.integers(0, 10**6),
        st.integers(0, 10**9),
        st.sampled_from(list(Mode)),
        st.text(),
        st.text(max_size=20),
        st.booleans(),
    ),
    max_size=12,
)


def read(picture):
    return ET.fromstring(picture)  # noqa: S314 - we have drawn it


@given(MARKS, st.text(max_size=200))
def test_names_of_places_bring_no_script_into_the_picture(marks, title):
    root = read(front_chart(marks, title=title, currency="INR"))

    assert {element.tag.removeprefix(SVG) for element in root.iter()} <= ALLOWED
    assert not any(
        name.startswith("on") or "href" in name for e in root.iter() for name in e.attrib
    )


@given(MARKS)
def test_every_way_lies_inside_the_picture(marks):
    root = read(front_chart(marks, title="", currency="JPY"))

    for circle in root.iter(f"{SVG}circle"):
        assert 0 <= int(circle.get("cx")) <= 640
        assert 0 <= int(circle.get("cy")) <= 360


def test_those_who_do_not_see_it_are_told_what_it_shows():
    marks = [Mark(3600, 5000, Mode.TRAIN, "train, 1 h, ₹50.00", "cheapest")]

    root = read(front_chart(marks, title="Agartala to Dharmanagar", currency="INR"))

    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == "Agartala to Dharmanagar"
    assert root.find(f"{SVG}desc").text == "cheapest: train, 1 h, ₹50.00"


def test_the_same_ways_make_the_same_picture():
    marks = [
        Mark(3600 * n, 5000 // n, Mode.BUS, f"bus {n}", "fastest" * (n == 1)) for n in (1, 2, 3)
    ]

    assert front_chart(marks, title="A", currency="INR") == front_chart(
        marks, title="A", currency="INR"
    )


def test_a_way_is_drawn_leg_by_leg():
    stretches = [Stretch(Mode.WALK, 0, 600, "walk 10 min"), Stretch(Mode.TRAIN, 900, 7200, "train")]

    root = read(way_chart(stretches, title="A to B"))

    assert len(list(root.iter(f"{SVG}rect"))) == 2


def test_colours_stand_out_on_white_and_on_black():
    for mode, colour in COLOURS.items():
        light = luminance(colour)
        assert 1.05 / (light + 0.05) >= 3, mode
        assert (light + 0.05) / 0.05 >= 3, mode


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_ticks_are_round_and_a_dear_taxi_leaves_the_ways_their_room():
    way = Mark(35_220, 842_900, Mode.FLIGHT, "a flight", "fastest")
    taxi = Mark(110_100, 4_270_000, Mode.TAXI, "a taxi", is_baseline=True)
    car = Mark(110_100, 1_315_400, Mode.CAR, "a car", is_baseline=True)

    drawn = front_chart([way, taxi, car], title="There", currency="INR")

    assert ">₹2,000</text>" in drawn
    assert ">₹10,000</text>" in drawn
    assert ">₹42,700</text>" not in drawn
    assert ">2 h</text>" in drawn
    # Both lie at the upper edge, with an arrow and a line of text each.
    assert drawn.count("<path ") == 2
    said = {e.text: e for e in read(drawn).iter(f"{SVG}text")}
    assert int(said["taxi ₹42,700"].get("y")) > int(said["car ₹13,154"].get("y"))


def test_yen_have_no_decimals_and_nothing_to_pay_is_no_error():
    way = Mark(600, 0, Mode.WALK, "a walk", "cheapest")

    assert "¥1" in front_chart([way], title="There", currency="JPY")

"""Ways written by hand, for tests of what is told of them."""

from __future__ import annotations

from contexts.transport.domain.modes import Mode
from contexts.transport.domain.options.ways import Move, Ride, Way

HOUR = 3600


def ride(departs, arrives, *, mode=Mode.TRAIN, line=0, metres=100_000, origin=0, destination=1):
    return Ride(
        feed=0,
        pattern=line,
        trip=0,
        day=20_000,
        board=0,
        alight=1,
        mode=mode,
        departs=departs,
        arrives=arrives,
        metres=metres,
        origin=origin,
        destination=destination,
        line=line,
    )


def way(
    departs=0, arrives=HOUR, *, cost=10_000, co2=1000, felt=HOUR, mode=Mode.TRAIN, line=0, rides=1
):
    """A way of rides of one mode, one after another without a pause."""
    step = (arrives - departs) // rides
    legs = tuple(
        ride(
            departs + i * step,
            departs + (i + 1) * step,
            mode=mode,
            line=line + i,
            origin=i,
            destination=i + 1,
        )
        for i in range(rides)
    )
    return Way(legs, departs, arrives, cost, co2, felt)


def walked(seconds, *, departs=0):
    """A way that begins with a walk."""
    walk = Move(Mode.WALK, departs, departs + seconds, int(seconds * 1.2))
    legs = (walk, ride(departs + seconds, departs + seconds + HOUR))
    return Way(legs, departs, departs + seconds + HOUR, 10_000, 1000, HOUR)

"""The journey engine: every best way through a view of the timetable.

It knows nothing of Django, clocks or files; arrays go in, journeys come out:

    from contexts.transport.domain.engine import Ends, Engine, Request, warm

    warm()                                           # no request compiles: kernels come from the cache
    engine = Engine(view)                            # a View, as `timetable.cut` makes it
    origin = Ends.of((12, 300), (15, 60))            # 300 s to stop 12, 60 s to stop 15
    request = Request(origin, Ends.of((870, 0)), at=8 * 3600)
    for journey in engine.earliest(request):         # one for each number of rides that arrives earlier
        print(journey.departs, journey.arrives, journey.legs)
    engine.profile(request, window_s=7200)           # every departure worth taking within two hours
    engine.pareto(request, (COST, DISCOMFORT, CO2))  # the front over arrival, rides, cost, discomfort and CO2

`latest`, `profile_arriving` and `pareto_arriving` do the same for an arrival by `at`, on the view seen backward; the first of
them makes that view. `reach` answers with the earliest arrival everywhere. An engine may be shared by threads.

How it works, a module each:

- `layout`    the view's arrays as inner loops want them, made once
- `scratch`   what searches write to: once for each thread, and clean again after each search
- `rounds`    the steps of a round: queue patterns, ride them, change and walk
- `earliest`  RAPTOR for one departure, with labels split by "arrived by a ride" and "may board"
- `bounds`    what the rest of a journey takes at least, for each number of rides left
- `profile`   departures from the last to the first, pruned by each other's labels and by the bounds
- `pareto`    the front over more criteria, whole or restricted
- `backward`  the view mirrored in time
- `rebuild`   records to journeys
- `warming`   every search once; `python -m contexts.transport.domain.engine` tells what that takes

A view, and arrays that a layout was made of, must not change while an engine holds them. What makes kernels quick:
`kernels.uncounted`; a trip's arrivals lie side by side, so riding is a walk along memory, and departures of a position lie
side by side, so catching is a binary search that is asked only when the trip before might be caught; nothing is cleared.
"""

from .journeys import Ends, Journey, Link, Request, Ride, Slack
from .library import Engine
from .warming import warm

__all__ = ["Ends", "Engine", "Journey", "Link", "Request", "Ride", "Slack", "warm"]

"""From journeys to the answer that a traveller can choose from: fronts, picks, groups, orders, route ids, charts."""

"""Second and third opinions on journeys, by other ways than the engine's; slower, and simpler to believe."""

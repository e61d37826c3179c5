"""Pure rules and algorithms of transport: arrays in, journeys out. Files are mapped by a gateway."""

"""Staff screens: tariffs, emission factors and exchange rates, each with its source."""

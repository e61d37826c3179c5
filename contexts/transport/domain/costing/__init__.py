"""What a ride costs: money by tariffs and fares, comfort by mode, carbon dioxide by emission factors."""

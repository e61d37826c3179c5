"""Pure rules of stock: states of holds, counters to move, restrictions and prices of stays."""

"""What holds when processes are killed. A slice of twenty seconds runs with the other tests, the long form by `make faults`."""

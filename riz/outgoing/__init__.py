"""The client for addresses that others chose: judged where it connects, bounded in time and bytes."""

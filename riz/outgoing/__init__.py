"""One client for calls to addresses that others chose: judged where it connects, bounded in time and bytes, following nothing unasked."""

"""The settings of the tests, dear again where those are cheap, and two views that do nothing."""

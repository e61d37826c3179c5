"""Settings by place: local, test, production; each starts from base and reads the environment."""

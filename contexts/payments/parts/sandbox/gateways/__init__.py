"""How the sandbox reaches its customers."""

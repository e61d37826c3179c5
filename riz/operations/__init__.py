"""Questions that operations and visitors ask of a running RIZ: health, metrics, logs, the root page."""

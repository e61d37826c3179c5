"""API partners: companies whose programs call RIZ, with what keys, how often, and what they called."""

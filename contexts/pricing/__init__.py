"""Prices of things out there: offers of providers, price history, forecasts.

It sets no price of our own and takes no order.
"""

"""What happened, counted: the lake, reports, experiments, training of models.

It changes nothing in another context.
"""

"""Pure rules of booking: states, taxes, refunds, references, identity numbers."""

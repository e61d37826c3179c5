"""HTTP of inventory."""

"""Bodies that people act for, who belongs to them, and who holds which role."""

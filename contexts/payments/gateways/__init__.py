"""Outside systems that move money, behind one Protocol."""

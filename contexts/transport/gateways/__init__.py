"""Outside systems of transport, and the files of compiled feeds."""

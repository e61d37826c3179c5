"""What identity reaches outside its tables: the signing keys and Valkey."""

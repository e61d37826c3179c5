"""Rows kept in Valkey for minutes, and yet never older than the last change that somebody was told is done."""

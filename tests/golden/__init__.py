"""Data with known truth that the tests read."""

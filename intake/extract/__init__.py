"""From lines and boxes to the fields of a letter, each with its evidence; pure functions."""

"""The office with its power cut at every point, again and again."""

"""Measurements: figures printed with how they were made, never asserted in a test."""

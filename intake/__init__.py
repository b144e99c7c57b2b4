"""Intake (รับ): from a file that arrived to a letter with a number in the register."""

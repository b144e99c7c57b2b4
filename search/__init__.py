"""Search (ค้น): a copy of the register arranged for finding, which can always be rebuilt."""

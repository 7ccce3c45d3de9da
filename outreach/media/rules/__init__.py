"""From a feed's bytes to a decision: pure functions of plain values."""

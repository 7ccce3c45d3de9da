"""The rule book of the calendar: pure functions that say why not, or None."""

"""When: the calendar. An event with its slots and claims is one aggregate, changed in one transaction."""

"""Pure rules of the year's goals: pace, forecast, apportionment and the tally put together from counts."""

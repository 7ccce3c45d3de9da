"""The tally on one page: pages and charts, no tables of its own."""

"""What is aimed at: yearly goals, how far they have come, and where the year will land."""

"""The media desk: outlets and their feeds, what they carry about us, and what of it counts."""

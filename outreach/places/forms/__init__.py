"""What organisers type of places."""

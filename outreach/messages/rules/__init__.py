"""What a letter is, when it leaves, and when it is given up. Pure."""

"""What is done to events (planning) and to places in their slots (claiming)."""

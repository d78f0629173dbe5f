"""What topics are made of."""

"""What a meet-up is made of."""

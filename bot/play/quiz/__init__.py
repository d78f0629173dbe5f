"""What a quiz is made of."""

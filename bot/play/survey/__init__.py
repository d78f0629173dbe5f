"""What surveys and votes are made of."""

"""What greeting people on their days is made of."""

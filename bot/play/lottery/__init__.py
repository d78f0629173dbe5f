"""What a lottery is made of, and what its winners hold in their hands."""

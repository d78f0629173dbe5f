"""What admins write for activities, as values."""

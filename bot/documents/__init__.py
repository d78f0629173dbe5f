"""What admins write in YAML: read into values that know their places, with every error told at once and in Chinese."""

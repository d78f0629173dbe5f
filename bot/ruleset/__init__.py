"""Rule files: YAML compiled into one judge, with its examples run and every error told at once."""

"""From YAML to one judge: loading, checking, compiling and explaining rules."""

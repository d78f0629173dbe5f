"""YAML that people write: values with their places, and problems that name place, cause and mend."""

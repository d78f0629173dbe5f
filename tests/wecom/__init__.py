"""Everything that knows WeCom."""

"""Reply templates of rules: which placeholders they may use."""

PLACEHOLDERS = ("count", "match", "member", "owner", "points", "room", "rule", "title", "total", "why")
"""What `bot.core.decide` fills in, whatever was found."""

"""What activities are made of: judging answers, drawing lots, counting days. Pure."""

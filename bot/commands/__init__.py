"""What owners and members can order the bot to do: one Python file per command word."""

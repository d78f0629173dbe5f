"""What admins see of the bot over HTTP."""

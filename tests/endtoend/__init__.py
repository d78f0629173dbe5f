"""The real thing: processes, sockets, kills."""

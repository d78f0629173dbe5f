"""A stand-in for WeCom on loopback, written from its documents, with a chat page."""

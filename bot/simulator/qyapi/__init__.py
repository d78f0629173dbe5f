"""The server API of the simulated platform: `/cgi-bin/…`, one file per family of calls."""

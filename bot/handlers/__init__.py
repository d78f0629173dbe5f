"""One file per kind of event: read, decide, write. Nothing here touches the network."""

"""The words of the project and its pure decisions. Standard library only; no clock, disk, network or luck."""

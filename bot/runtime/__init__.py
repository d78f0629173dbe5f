"""The moving parts: web, inbox, outbox, schedule, clock."""

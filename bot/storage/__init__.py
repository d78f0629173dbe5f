"""Durable memory: tables, stores, migrations, and what is kept warm per room."""

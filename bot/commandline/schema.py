"""`qunguan schema`: what editors need to complete and check our YAML files."""

import argparse

from bot.schemas import schemas


def run(options: argparse.Namespace) -> int:
    """Print the schema of one kind of file."""
    print(schemas()[f"{options.kind}.schema.json"], end="")
    return 0

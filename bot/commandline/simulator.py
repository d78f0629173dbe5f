"""`qunguan simulator`: the stand-in for WeCom alone."""

import argparse

from bot.commandline.until_stopped import until_stopped
from bot.demo import run_simulator


def run(options: argparse.Namespace) -> int:
    """Run it until stopped."""
    return until_stopped(lambda stop: run_simulator(port=options.port, bot_url=options.bot, stop=stop))

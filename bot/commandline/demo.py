"""`qunguan demo`: the simulator and the bot in one."""

import argparse

from bot.commandline.until_stopped import until_stopped
from bot.demo import run_demo
from bot.starter import config_path


def run(options: argparse.Namespace) -> int:
    """Run both until stopped."""
    return until_stopped(lambda stop: run_demo(options.config or config_path(), port=options.port, stop=stop))

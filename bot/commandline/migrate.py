"""`qunguan migrate`: bring the database to this version."""

import argparse

from bot.commandline.arguments import CONFIG
from bot.settings import environment, load_settings
from bot.storage.migrate import migrate


def run(options: argparse.Namespace) -> int:
    """Migrate. Raises SettingsError and StorageError."""
    settings = load_settings(options.config or CONFIG, environment())
    migrate(settings.storage.url.reveal())
    print("数据库已是最新版本。")
    return 0

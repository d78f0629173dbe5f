"""`config.yaml` and the environment → frozen settings. The only reader of either."""

from bot.settings.content import check_files, load_rules, load_texts
from bot.settings.loading import (
    SettingsError,
    environment,
    load_again,
    load_content,
    load_database,
    load_settings,
    read_settings,
)
from bot.settings.model import Content, Settings
from bot.settings.sources import Accepted, accept, accept_stored, paths_of, sweep
from bot.settings.written import Aibot, App, Archive, Console, Server, Storage, Wecom

__all__ = [
    "Accepted",
    "Aibot",
    "App",
    "Archive",
    "Console",
    "Content",
    "Server",
    "Settings",
    "SettingsError",
    "Storage",
    "Wecom",
    "accept",
    "accept_stored",
    "check_files",
    "environment",
    "load_again",
    "load_content",
    "load_database",
    "load_rules",
    "load_settings",
    "load_texts",
    "paths_of",
    "read_settings",
    "sweep",
]

"""`config.yaml` and the environment → frozen settings. The only reader of either."""

from bot.settings.content import check_files, deaf_rooms, load_rules, load_texts, load_words, unfed
from bot.settings.loading import SettingsError, environment, load_content, load_settings, read_settings
from bot.settings.model import Content, Settings
from bot.settings.written import Aibot, App, Archive, Console, Server, Storage, Wecom

__all__ = [
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
    "check_files",
    "deaf_rooms",
    "environment",
    "load_content",
    "load_rules",
    "load_settings",
    "load_texts",
    "load_words",
    "read_settings",
    "unfed",
]

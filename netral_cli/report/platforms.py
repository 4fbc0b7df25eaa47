"""Tells on which platform a post stood: from a column, from its address, or from the export it came in."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

PLATFORM_COLUMNS = ("platform", "kanal", "channel_type", "source_type", "network", "media_sosial", "medsos", "jejaring")
UNKNOWN = ""
_HOSTS = {
    "x.com": "X", "twitter.com": "X", "instagram.com": "Instagram", "facebook.com": "Facebook", "fb.com": "Facebook",
    "fb.watch": "Facebook", "tiktok.com": "TikTok", "youtube.com": "YouTube", "youtu.be": "YouTube",
    "threads.net": "Threads", "threads.com": "Threads", "t.me": "Telegram", "whatsapp.com": "WhatsApp",
    "wa.me": "WhatsApp", "linkedin.com": "LinkedIn", "kaskus.co.id": "Kaskus", "bsky.app": "Bluesky",
}  # fmt: skip
_NAMES = {"twitter": "X", "x": "X", "ig": "Instagram", "fb": "Facebook", "yt": "YouTube", "wa": "WhatsApp"} | {
    name.lower(): name for name in _HOSTS.values()
}
_EXPORTS = ("Instagram", "Facebook", "YouTube", "TikTok")


@lru_cache(maxsize=4096)
def _host_platform(host: str) -> str:
    parts = host.lower().rstrip(".").split(".")
    return next((name for k in range(len(parts)) if (name := _HOSTS.get(".".join(parts[k:])))), UNKNOWN)


def platform_of(named: str, link: str, export: str = "") -> str:
    """Return the platform of a post, empty where nothing tells it.

    named: what the platform column says; link: address of the post; export: name of the export format
    """
    if named:
        return _NAMES.get(named.lower(), named)
    if link.startswith(("http://", "https://")):
        try:
            host = urlsplit(link).hostname or ""
        except ValueError:
            host = ""
        found = _host_platform(host)
        if found:
            return found
    if export.startswith("X "):
        return "X"
    return next((name for name in _EXPORTS if name in export), UNKNOWN)

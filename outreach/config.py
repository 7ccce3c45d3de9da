"""Every setting, read from the environment once. A secret may stand in a file named by OUTREACH_…_FILE."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app

# An instance that was filled with made-up data stays one, however it is started later.
DEMO_MARK = "made-up-data"

SMS_URL = "https://api.46elks.com/a1/sms"


class ConfigError(Exception):
    """A setting can't be used; the text says which one and what it takes."""


@dataclass(frozen=True)
class Config:
    """The settings of one running association. Secrets are kept out of its repr."""

    instance: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    base_url: str = "http://127.0.0.1:8000"
    trusted_hosts: tuple[str, ...] = ()
    proxy_hops: int = 0
    smtp_url: str = field(default="", repr=False)
    mail_from: str = ""
    sms_user: str = ""
    sms_password: str = field(default="", repr=False)
    sms_from: str = ""
    sms_url: str = SMS_URL
    tiles: str = ""
    feed_allow: frozenset[tuple[str, int]] = frozenset()
    feed_parsers: int = 1
    demo: bool = False

    @property
    def is_https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def sends_texts(self) -> bool:
        return bool(self.sms_user and self.sms_password and self.sms_from)

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] | None = None) -> "Config":
        """Read the settings. Makes the instance folder and the secret key (mode 0600) at first run."""
        env = os.environ if environ is None else environ
        instance = Path(env.get("OUTREACH_INSTANCE") or "instance").resolve()
        try:
            instance.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigError(f"OUTREACH_INSTANCE: {instance} can't be made ({error.strerror})") from error
        base_url = env.get("OUTREACH_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
        if not _is_web_address(base_url):
            raise ConfigError("OUTREACH_BASE_URL must be an address like https://outreach.example.org")
        config = cls(
            instance=instance,
            database_url=database_url(_secret(env, "OUTREACH_DATABASE_URL"), instance),
            secret_key=_secret(env, "OUTREACH_SECRET_KEY") or _kept_secret(instance / "secret_key"),
            base_url=base_url,
            trusted_hosts=_words(env.get("OUTREACH_TRUSTED_HOSTS", "")),
            proxy_hops=_number(env, "OUTREACH_PROXY_HOPS"),
            smtp_url=_secret(env, "OUTREACH_SMTP_URL"),
            mail_from=env.get("OUTREACH_MAIL_FROM", ""),
            sms_user=env.get("OUTREACH_SMS_USER", ""),
            sms_password=_secret(env, "OUTREACH_SMS_PASSWORD"),
            sms_from=_sms_from(env.get("OUTREACH_SMS_FROM", "")),
            sms_url=env.get("OUTREACH_SMS_URL") or SMS_URL,
            tiles=_tiles(env.get("OUTREACH_TILES", "")),
            feed_allow=_host_ports(env.get("OUTREACH_FEED_ALLOW", "")),
            feed_parsers=max(1, _number(env, "OUTREACH_FEED_PARSERS")),
            demo=env.get("OUTREACH_DEMO", "").lower() in ("1", "true", "yes") or (instance / DEMO_MARK).exists(),
        )
        if config.demo and urlsplit(base_url).hostname not in ("127.0.0.1", "localhost", "::1"):
            raise ConfigError("Made-up data is for this machine only: OUTREACH_BASE_URL must be on 127.0.0.1")
        return config


def current() -> Config:
    """The settings of the app that is handling this request or command."""
    config: Config = current_app.extensions["outreach"]
    return config


def database_url(given: str, instance: Path) -> str:
    """The address for SQLAlchemy: SQLite in the instance folder unless given; PostgreSQL through psycopg 3."""
    if not given:
        return f"sqlite:///{instance / 'outreach.db'}"
    for scheme in ("postgresql://", "postgres://"):
        if given.startswith(scheme):
            return "postgresql+psycopg://" + given.removeprefix(scheme)
    return given


def _secret(env: Mapping[str, str], name: str) -> str:
    path = env.get(f"{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ConfigError(f"{name}_FILE: {path} can't be read ({error.strerror})") from error
    return env.get(name, "")


def _kept_secret(path: Path) -> str:
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    secret = path.read_text(encoding="utf-8").strip()
    if not secret:
        raise ConfigError(f"{path} is empty: delete it, and a new secret_key is made")
    return secret


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _sms_from(text: str) -> str:
    """A number such as +46766861234, or a name of at most eleven letters and digits, as phones take it."""
    text = text.strip()
    if not text or re.fullmatch(r"\+[1-9]\d{5,14}|[A-Za-z][A-Za-z0-9]{2,10}", text):
        return text
    raise ConfigError("OUTREACH_SMS_FROM must be a number like +46766861234, or 3 to 11 letters and digits")


def _tiles(text: str) -> str:
    """An .mbtiles file, or the address of a tile host with {z}, {x} and {y}, followed by whom to name for it."""
    text = text.strip()
    if not text or text.endswith(".mbtiles"):
        return text
    url = text.split()[0]
    if re.fullmatch(r"https://[A-Za-z0-9.-]+(:\d+)?/\S*", url) and all(part in url for part in ("{z}", "{x}", "{y}")):
        return text
    raise ConfigError("OUTREACH_TILES must be an .mbtiles file, or an address like https://host/{z}/{x}/{y}.png")


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.replace(",", " ").split())


def _number(env: Mapping[str, str], name: str) -> int:
    text = env.get(name) or "0"
    if not text.isdecimal():
        raise ConfigError(f"{name} must be a whole number, 0 or more")
    return int(text)


def _host_ports(text: str) -> frozenset[tuple[str, int]]:
    pairs = set()
    for word in _words(text):
        host, _, port = word.rpartition(":")
        if not host or not port.isdigit():
            raise ConfigError("OUTREACH_FEED_ALLOW takes host:port pairs, such as 127.0.0.1:8001")
        pairs.add((host.strip("[]"), int(port)))
    return frozenset(pairs)

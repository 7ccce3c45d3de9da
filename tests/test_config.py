"""Every setting, and what is said when one can't be used."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.config import Config, ConfigError, database_url


def read(tmp_path: Path, **settings: str) -> Config:
    return Config.from_environ({"OUTREACH_INSTANCE": str(tmp_path / "instance"), **settings})


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    config = read(tmp_path)

    assert config.instance == tmp_path / "instance"
    assert config.database_url == f"sqlite:///{tmp_path}/instance/outreach.db"
    assert config.base_url == "http://127.0.0.1:8000"
    assert (config.trusted_hosts, config.proxy_hops, config.smtp_url, config.tiles) == ((), 0, "", "")
    assert config.feed_allow == frozenset()
    assert not config.demo
    assert config.is_sqlite
    assert not config.is_https


def test_everything_can_be_set(tmp_path: Path) -> None:
    config = read(
        tmp_path,
        OUTREACH_DATABASE_URL="postgresql://v@db/outreach",
        OUTREACH_SECRET_KEY="k" * 40,
        OUTREACH_BASE_URL="https://v.example.org/",
        OUTREACH_TRUSTED_HOSTS="v.example.org, www.example.org",
        OUTREACH_PROXY_HOPS="2",
        OUTREACH_SMTP_URL="smtps://u:p@mail.example.org",
        OUTREACH_MAIL_FROM="v@example.org",
        OUTREACH_TILES="solna.mbtiles",
        OUTREACH_FEED_ALLOW="127.0.0.1:8001 [::1]:8002",
    )

    assert config.database_url == "postgresql+psycopg://v@db/outreach"
    assert config.base_url == "https://v.example.org"
    assert config.trusted_hosts == ("v.example.org", "www.example.org")
    assert config.proxy_hops == 2
    assert config.feed_allow == {("127.0.0.1", 8001), ("::1", 8002)}
    assert config.is_https
    assert not config.is_sqlite


# ---- the secret key


def test_the_key_is_made_once_and_kept_for_us_alone(tmp_path: Path) -> None:
    first, again = read(tmp_path), read(tmp_path)

    path = tmp_path / "instance" / "secret_key"
    assert first.secret_key == again.secret_key == path.read_text()
    assert len(first.secret_key) >= 43
    assert path.stat().st_mode & 0o777 == 0o600


def test_each_instance_has_a_key_of_its_own(tmp_path: Path) -> None:
    assert read(tmp_path / "a").secret_key != read(tmp_path / "b").secret_key


def test_an_empty_key_is_no_key(tmp_path: Path) -> None:
    """As after a crash between making the file and writing it: better no start than sessions that anybody can sign."""
    (tmp_path / "instance").mkdir()
    (tmp_path / "instance" / "secret_key").touch()

    with pytest.raises(ConfigError, match="secret_key"):
        read(tmp_path)


@pytest.mark.parametrize("name", ["OUTREACH_SECRET_KEY", "OUTREACH_DATABASE_URL", "OUTREACH_SMTP_URL"])
def test_a_secret_may_stand_in_a_file(tmp_path: Path, name: str) -> None:
    path = tmp_path / "secret"
    path.write_text("from the file\n")

    config = read(tmp_path, **{f"{name}_FILE": str(path), name: "from the environment"})

    assert getattr(config, name.removeprefix("OUTREACH_").lower()) == "from the file"


def test_secrets_are_not_printed(tmp_path: Path) -> None:
    config = read(
        tmp_path,
        OUTREACH_SECRET_KEY="hunter2",
        OUTREACH_SMTP_URL="smtp://u:hunter2@mail",
        OUTREACH_DATABASE_URL="postgresql://v:hunter2@db/outreach",
    )

    assert "hunter2" not in repr(config)


# ---- what can't be used


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OUTREACH_BASE_URL", "v.example.org"),
        ("OUTREACH_BASE_URL", "ftp://v.example.org"),
        ("OUTREACH_BASE_URL", "https://"),
        ("OUTREACH_BASE_URL", "http://["),
        ("OUTREACH_PROXY_HOPS", "one"),
        ("OUTREACH_PROXY_HOPS", "-1"),
        ("OUTREACH_FEED_ALLOW", "127.0.0.1"),
        ("OUTREACH_FEED_ALLOW", "127.0.0.1:http"),
        ("OUTREACH_FEED_ALLOW", ":80"),
        ("OUTREACH_SECRET_KEY_FILE", "/nowhere/key"),
        ("OUTREACH_INSTANCE", "/dev/null/instance"),
    ],
)
def test_what_can_not_be_used_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=name):
        read(tmp_path, **{name: value})


@pytest.mark.parametrize(
    ("base_url", "is_fine"),
    [
        ("http://127.0.0.1:8000", True),
        ("http://localhost:8000", True),
        ("http://[::1]:8000", True),
        ("http://192.168.1.2:8000", False),
        ("https://v.example.org", False),
    ],
)
def test_the_demo_is_for_this_machine_only(tmp_path: Path, base_url: str, is_fine: bool) -> None:
    settings = {"OUTREACH_DEMO": "1", "OUTREACH_BASE_URL": base_url}

    if is_fine:
        assert read(tmp_path, **settings).demo
    else:
        with pytest.raises(ConfigError, match="for this machine only"):
            read(tmp_path, **settings)


@pytest.mark.parametrize(
    ("given_url", "url"),
    [
        ("", "sqlite:////srv/outreach.db"),
        ("sqlite:////srv/other.db", "sqlite:////srv/other.db"),
        ("postgresql://v@db/outreach", "postgresql+psycopg://v@db/outreach"),
        ("postgres://v@db/outreach", "postgresql+psycopg://v@db/outreach"),
        ("postgresql+psycopg://v@db/outreach", "postgresql+psycopg://v@db/outreach"),
    ],
)
def test_database_url(given_url: str, url: str) -> None:
    assert database_url(given_url, Path("/srv")) == url


@given(st.from_regex(r"postgres(ql)?://[a-z]{1,9}(:[!-~]{0,9})?@[a-z]{1,9}/[a-z]{1,9}", fullmatch=True))
def test_only_the_scheme_of_an_address_is_changed(url: str) -> None:
    assert database_url(url, Path("/srv")).partition("://")[2] == url.partition("://")[2]

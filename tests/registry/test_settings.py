import stat
from pathlib import Path

import pytest

from registry.settings import Settings, SettingsRefused


def test_the_secret_is_made_once_and_is_private(tmp_path: Path) -> None:
    env = {"SARABAN_DATA": str(tmp_path)}
    first, again = Settings.from_env(env), Settings.from_env(env)
    assert first.secret_key == again.secret_key
    assert len(first.secret_key) == 64
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_a_lost_secret_is_not_replaced_beside_existing_data(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    with pytest.raises(SettingsRefused, match="secret"):
        Settings.from_env({"SARABAN_DATA": str(tmp_path)})


def test_an_empty_secret_is_no_secret(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch()
    with pytest.raises(SettingsRefused, match="secret"):
        Settings.from_env({"SARABAN_DATA": str(tmp_path)})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SARABAN_PROT", "8000"),
        ("SARABAN_PORT", "eight"),
        ("SARABAN_PORT", "99999"),
        ("SARABAN_WORKERS", "0"),
        ("SARABAN_WEB_PROCESSES", "0"),
        ("SARABAN_DATABASE_URL", "mysql://nobody"),
        ("SARABAN_DATABASE_URL", "not an address"),
        ("SARABAN_DATA", "/proc/nowhere"),
        ("SARABAN_ADDRESS", "saraban.example.go.th"),
        ("SARABAN_ADDRESS", "https://saraban.example.go.th/office"),
        ("SARABAN_OIDC_ISSUER", "http://id.example.go.th"),
        ("SARABAN_OIDC_ISSUER", "http://localhost.example.go.th"),
        ("SARABAN_OIDC_SCOPE", "profile"),
    ],
)
def test_a_setting_that_makes_no_sense_refuses_in_one_line(
    tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(SettingsRefused) as refused:
        Settings.from_env({"SARABAN_DATA": str(tmp_path), name: value})
    assert name in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_postgresql_address_names_the_driver_we_ship(tmp_path: Path) -> None:
    env = {"SARABAN_DATA": str(tmp_path), "SARABAN_DATABASE_URL": "postgresql://a:b@localhost/c"}
    assert Settings.from_env(env).database_url == "postgresql+psycopg://a:b@localhost/c"


def test_the_office_is_reached_where_it_is_served_unless_told_otherwise(tmp_path: Path) -> None:
    env = {"SARABAN_DATA": str(tmp_path), "SARABAN_HTTPS": "true"}
    assert Settings.from_env(env).address == "https://127.0.0.1:8000"
    told = Settings.from_env({**env, "SARABAN_ADDRESS": "https://saraban.example.go.th"})
    assert told.address == "https://saraban.example.go.th"


def test_a_provider_needs_the_name_it_knows_us_by_and_its_secret_is_written_nowhere(
    tmp_path: Path,
) -> None:
    env = {
        "SARABAN_DATA": str(tmp_path),
        "SARABAN_OIDC_ISSUER": "https://id.example.go.th",
        "SARABAN_OIDC_CLIENT_SECRET": "between us",
    }
    with pytest.raises(SettingsRefused, match="OIDC_CLIENT_ID"):
        Settings.from_env(env)
    settings = Settings.from_env({**env, "SARABAN_OIDC_CLIENT_ID": "saraban"})
    assert "between us" not in f"{settings} {settings.without_secrets()}"

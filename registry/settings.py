"""Settings, read once from the environment and never changed."""

import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

PREFIX = "SARABAN_"
ELSEWHERE = frozenset({"SARABAN_SHARED", "SARABAN_SCREENSHOTS"})
"""Names with our prefix that the tests read, not the program."""
SECRETS = {"secret_key", "smtp_password", "metrics_token", "oidc_client_secret"}
"""Settings that are written down nowhere."""
MAIL_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
"""One plain address: nothing in it can end a header's line or name a second one."""
PROTECTED = r"^(https://[^\s#]+|http://(127\.0\.0\.1|localhost)(:\d+)?(/[^\s#]*)?)$"
"""An address that nobody on the way can read or change: TLS, or this machine."""


class SettingsRefused(SystemExit):
    """The program must not start with these settings; says why in one line.

    Uncaught, it prints that line and ends the program with status 1, which is
    what every command wants of it.
    """


class Settings(BaseModel):
    """Everything a deployment may choose. Each field is explained in docs/settings.md."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path = Path("instance")
    database_url: str = ""
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    workers: Annotated[int, Field(ge=1, le=256)] = os.cpu_count() or 1
    web_processes: Annotated[int, Field(ge=1, le=32)] = min(os.cpu_count() or 1, 4)
    web_threads: Annotated[int, Field(ge=1, le=64)] = 8
    max_upload_mb: Annotated[int, Field(ge=1, le=4096)] = 100
    max_pages: Annotated[int, Field(ge=1, le=10_000)] = 500
    watch_folder: Path | None = None
    watch_unit: str = ""
    backup_folder: Path | None = None
    backup_keep: Annotated[int, Field(ge=1, le=3650)] = 30
    search: Literal["whoosh", "postgres", "tantivy"] = "whoosh"
    thai_digits: bool = True
    https: bool = False
    address: Annotated[str, Field(pattern=r"^(https?://[^\s/?#]+)?$")] = ""
    proxies: Annotated[int, Field(ge=0, le=5)] = 0
    idle_minutes: Annotated[int, Field(ge=1, le=1440)] = 120
    session_hours: Annotated[int, Field(ge=1, le=168)] = 12
    secret_key: str = ""
    metrics_token: Annotated[SecretStr, Field(min_length=16)] | None = None
    smtp_host: str = ""
    smtp_port: Annotated[int, Field(ge=1, le=65535)] = 587
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_from: str = ""
    oidc_issuer: Annotated[str, Field(pattern=PROTECTED)] = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_scope: Annotated[str, Field(pattern=r"^(\S+ )*openid( \S+)*$")] = "openid"
    oidc_claim: Annotated[str, Field(min_length=1)] = "sub"
    oidc_second_factor: str = ""
    oidc_label: Annotated[str, Field(min_length=1, max_length=40)] = "บัญชีกลางของหน่วยงาน"

    @model_validator(mode="after")
    def _mail_has_sender(self) -> Self:
        if self.smtp_host and not MAIL_ADDRESS.fullmatch(self.smtp_from):
            raise ValueError("SMTP_FROM must be the address that mails come from")
        if self.smtp_user and self.smtp_security == "none":
            raise ValueError(
                "SMTP_PASSWORD would be sent in the open; SMTP_SECURITY must protect it"
            )
        return self

    @model_validator(mode="after")
    def _provider_knows_us(self) -> Self:
        if self.oidc_issuer and not self.oidc_client_id:
            raise ValueError("OIDC_CLIENT_ID must be the name that the provider knows us by")
        return self

    @property
    def provider(self) -> str:
        """What officers call the provider that they may sign in by; empty if there is none."""
        return self.oidc_label if self.oidc_issuer else ""

    def without_secrets(self) -> dict[str, str]:
        """Return every setting as its variable says it, to be written down with a backup."""
        said = self.model_dump(exclude=SECRETS, exclude_none=True)
        said["database_url"] = make_url(self.database_url).render_as_string(hide_password=True)
        return {f"{PREFIX}{name.upper()}": str(value) for name, value in said.items()}

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Self:
        """Read ``SARABAN_*``, make the data folder and the secret on first start.

        Raises ``SettingsRefused`` for a name nobody knows, a value out of
        bounds, a folder that cannot be written, or a secret that has gone.
        """
        given = {
            name.removeprefix(PREFIX).lower(): value
            for name, value in env.items()
            if name.startswith(PREFIX) and name not in ELSEWHERE and value != ""
        }
        try:
            settings = cls.model_validate(given)
        except ValidationError as error:
            raise SettingsRefused(_first_fault(error)) from error
        return settings.model_copy(update=_settled(settings))


def _settled(given: Settings) -> dict[str, object]:
    """Work out what depends on the machine: folders, the database's address, the secret."""
    data = given.data.expanduser().resolve()
    _require_writable(data, "DATA")
    if given.watch_folder is not None:
        _require_writable(given.watch_folder.expanduser().resolve(), "WATCH_FOLDER")
    url = given.database_url or f"sqlite:///{data / 'registry.db'}"
    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError as error:
        raise SettingsRefused(
            f"{PREFIX}DATABASE_URL อ่านไม่ได้ (cannot be read as a database address)"
        ) from error
    if backend not in {"sqlite", "postgresql"}:
        raise SettingsRefused(
            f"{PREFIX}DATABASE_URL ต้องเป็น sqlite หรือ postgresql (must be sqlite or postgresql)"
        )
    if backend == "postgresql":
        url = (
            make_url(url).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        )
    key = given.secret_key or _kept_secret(data)
    served = f"{'https' if given.https else 'http'}://{given.host}:{given.port}"
    address = given.address or served
    return {"data": data, "database_url": url, "secret_key": key, "address": address}


def _first_fault(error: ValidationError) -> str:
    fault = error.errors()[0]
    name = PREFIX + ".".join(str(part) for part in fault["loc"]).upper()
    if fault["type"] == "extra_forbidden":
        return f"ไม่รู้จักค่าตั้ง {name} โปรดดู docs/settings.md (unknown setting {name})"
    return f"ค่าตั้ง {name} ใช้ไม่ได้ (invalid setting {name}: {fault['msg']})"


def _require_writable(folder: Path, name: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".write-{secrets.token_hex(4)}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise SettingsRefused(
            f"เขียนแฟ้ม {folder} ไม่ได้ โปรดแก้ {PREFIX}{name} (folder is not writable)"
        ) from error


def _kept_secret(data: Path) -> str:
    """Return the secret in the data folder, making it on the very first start only.

    A secret that is gone beside an existing store means a broken restore;
    making another would quietly sign everyone out and hide the loss.
    """
    place = data / "secret_key"
    kept = place.read_text().strip() if place.exists() else ""
    if kept:
        return kept
    if place.exists() or (data / "files").exists():
        raise SettingsRefused(
            f"ไม่พบกุญแจใน {place} ทั้งที่มีข้อมูลอยู่แล้ว โปรดนำกลับจากชุดสำรองหรือตั้ง {PREFIX}SECRET_KEY "
            "(the secret is missing beside existing data)"
        )
    key = secrets.token_hex(32)
    # Whole or absent: a power cut must not leave an empty secret behind.
    with tempfile.NamedTemporaryFile("w", dir=data, delete=False) as file:  # mode 0600
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(place)
    return key

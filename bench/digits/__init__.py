"""How the line reader of ``intake.digits`` is taught and measured; nothing of it is installed."""

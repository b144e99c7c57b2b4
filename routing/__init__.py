"""เวียน: sending letters to units, hearing back, and never losing sight of who has them."""

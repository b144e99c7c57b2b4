"""Every route, asked by everybody about everything: what the matrix of permissions is made of."""

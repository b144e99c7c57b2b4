"""Routing (เวียน): sending a received letter to units and hearing back from them."""

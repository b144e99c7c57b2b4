"""Routing's blueprint; its view modules hang their pages on it."""

from flask import Blueprint

bp = Blueprint("routing", __name__, url_prefix="/routing")

"""Search's blueprint; its view modules hang their pages on it."""

from flask import Blueprint

bp = Blueprint("search", __name__, url_prefix="/search")

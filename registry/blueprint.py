"""The registry's blueprint; its view modules hang their pages on it."""

from flask import Blueprint

bp = Blueprint("registry", __name__)

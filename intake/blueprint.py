"""Intake's blueprint; its view modules hang their pages on it."""

from flask import Blueprint

bp = Blueprint("intake", __name__, url_prefix="/intake")

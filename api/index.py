"""The Vercel function."""

from functions.app import create_app
from functions.bootstrap import bootstrap

app = create_app(bootstrap())

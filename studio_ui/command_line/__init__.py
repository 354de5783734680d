"""The same studio without a browser: the command ``dataforge``."""

"""Where the acts and their forms are: every app's `acts` and `forms`, imported as it starts."""

import importlib
import pkgutil


def load_rooms(*packages: str) -> None:
    """Import every module of these packages, so that acts and forms are known by their names."""
    for package in packages:
        room = importlib.import_module(package)
        for module in pkgutil.iter_modules(room.__path__, f"{package}."):
            importlib.import_module(module.name)

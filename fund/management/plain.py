"""Texts that somebody typed, as a command prints them."""

# Blank and yet meant: 全角 spaces stand in Japanese texts.
WIDE_SPACE = "\u3000"


def plain(text: str) -> str:
    """The text on one line: nothing in it begins a line that looks like the command's own, and
    nothing steers a terminal."""
    return "".join(c if c.isprintable() or c == WIDE_SPACE else "?" for c in text)

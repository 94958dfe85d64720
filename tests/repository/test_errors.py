"""The words of the firmware's errors are those that docs/protocol.md explains."""

import re

from .source import FIRMWARE, ROOT


def test_words() -> None:
    """No word is left out on either side."""
    source = (FIRMWARE / "core" / "errors.h").read_text()
    names = re.findall(r"^  k(\w+),$", source, re.MULTILINE)[1:]  # the first one stands for no error
    words = [re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower() for name in names]
    page = (ROOT / "docs" / "protocol.md").read_text().partition("\n### Errors\n")[2].partition("\n## ")[0]

    assert sorted(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == sorted(words)

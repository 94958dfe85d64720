"""The pictures of the documentation: drawn by us, readable in light and dark, and for those who cannot see them."""

from itertools import pairwise
from pathlib import Path
import re
from typing import Final
from xml.etree import ElementTree as ET

import pytest

from custom_components.iot_device_manager.board_models import BOARDS
from custom_components.iot_device_manager.boards import ANALOG_GPIO

from .source import ROOT, relative, tracked_files

_SVG: Final = "{http://www.w3.org/2000/svg}"
_PICTURES: Final = [path for path in tracked_files() if path.parent == ROOT / "docs" / "images"]
_PAGES: Final = [path for path in tracked_files() if path.suffix == ".md"]


@pytest.mark.parametrize("path", _PICTURES, ids=relative)
def test_picture(path: Path) -> None:
    """A picture has a title, says in words what it shows, brings its own background, and loads nothing."""
    root = ET.fromstring(path.read_text())
    title, description = root.find(f"{_SVG}title"), root.find(f"{_SVG}desc")
    background = root.find(f"{_SVG}rect")
    shown = [page for page in _PAGES if f"](images/{path.name})" in page.read_text()]

    assert root.tag == f"{_SVG}svg"
    assert title is not None
    assert title.text
    assert description is not None
    assert len(description.text or "") > 100
    assert root.get("role") == "img"
    assert background is not None
    assert background.get("class") == "page"
    assert not re.search(r"href|url\(|<script|@import|<image", path.read_text())
    assert shown, "no page shows it"


@pytest.mark.parametrize("key", ["d1_mini", "nodemcu"])
def test_labels(key: str) -> None:
    """A board's picture has the pins that Home Assistant offers, at the GPIOs that it knows."""
    picture = ET.fromstring((ROOT / "docs" / "images" / f"{key.replace('_', '-')}.svg").read_text())
    texts = [text.text or "" for text in picture.iter(f"{_SVG}text")]
    # What is printed at a pin is followed by what it is.
    drawn = {label: explained.split(",")[0] for label, explained in pairwise(texts)}

    for gpio, label in BOARDS[key].labels.items():
        assert drawn[label] == ("analog" if gpio == ANALOG_GPIO else f"GPIO{gpio}")

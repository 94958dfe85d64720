"""What scripts/make-site writes, for tests."""

import importlib.util
from pathlib import Path
import sys

_PATH = Path(__file__).parent.parent / "scripts" / "lib" / "make_site.py"
_SPEC = importlib.util.spec_from_file_location("make_site", _PATH)
assert _SPEC is not None
assert _SPEC.loader is not None
make_site = importlib.util.module_from_spec(_SPEC)
# Its dataclasses look their module up.
sys.modules["make_site"] = make_site
_SPEC.loader.exec_module(make_site)

BadNetworkError = make_site.BadNetworkError
MESSAGES = make_site.MESSAGES
Network = make_site.Network
site_sector = make_site.site_sector

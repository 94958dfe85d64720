"""The dialogs and the demo page as a person sees them, in a real Chromium."""

import pytest

# Their asserts then say what they saw.
pytest.register_assert_rewrite(f"{__name__}.dialog", f"{__name__}.screen")

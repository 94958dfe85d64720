"""How a choice goes over the wire, and back."""

from homeassistant.helpers.selector import ColorRGBSelector

from custom_components.iot_device_manager.pin_fields import ColourField


def test_colour() -> None:
    """A colour is six hex digits."""
    field = ColourField(key="rgb", selector=ColorRGBSelector(), default=[255, 255, 255], wire_default="ffffff")

    assert field.to_wire([255, 136, 9], {}) == "ff8809"
    assert field.from_wire("ff8809") == [255, 136, 9]

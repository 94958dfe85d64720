"""Sensors on a two-wire bus (I2C), as a virtual device finds them: what they answer when they measure something."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

type Answers = Mapping[str, str]

# What a BME280 brings: the example in Bosch's BMP280 data sheet, section 3.12, and humidity words of a real part.
_CALIBRATION: Final[Answers] = {
    "88": "706b436718fc",
    "8e": "7d8e43d6d00b270b8c00f9ff8c3cf8c67017",
    "a1": "4b",
    "e1": "6a01001329031e",
}


@dataclass(frozen=True, slots=True)
class TwoWirePlace:
    """Where a part is: the GPIOs of its bus, and its address on it."""

    sda: int
    scl: int
    address: int


def bh1750(lux: float) -> Answers:
    """Return the answers of a light sensor."""
    return {"20": round(lux * 1.2).to_bytes(2).hex()}


def bme280(*, temperature: int = 519888, pressure: int = 415148, humidity: int = 30000) -> Answers:
    """Return the answers of a BME280 with these raw readings: by default 25.08 °C, 1006.5 hPa and 55 %."""
    measured = f"{pressure << 4:06x}{temperature << 4:06x}{humidity:04x}"
    return {"d0": "60", "f201": "", "f425": "", "f3": f"00240000{measured}", **_CALIBRATION}


def sht3x(temperature: float, humidity: float) -> Answers:
    """Return the answers of an SHT3x."""
    words = (round((temperature + 45) / 175 * 65535).to_bytes(2), round(humidity / 100 * 65535).to_bytes(2))
    return {"2400": "".join((word + _checksum(word)).hex() for word in words)}


def _checksum(word: bytes) -> bytes:
    """Return the CRC-8 of Sensirion's data sheets."""
    crc = 0xFF
    for byte in word:
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1 ^ 0x31 if crc & 0x80 else crc << 1) & 0xFF
    return bytes((crc,))

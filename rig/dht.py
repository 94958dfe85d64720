"""What DHT sensors send."""


def dht22(celsius: float, percent: float) -> bytes:
    """Return what a DHT22 sends when it measures this."""
    tenths = round(abs(celsius) * 10) | (0x8000 if celsius < 0 else 0)
    return _whole(round(percent * 10).to_bytes(2) + tenths.to_bytes(2))


def dht11(celsius: float, percent: int) -> bytes:
    """Return what a DHT11 sends when it measures this."""
    tenths = round(abs(celsius) * 10)
    return _whole(bytes((percent, 0, tenths // 10, tenths % 10 | (0x80 if celsius < 0 else 0))))


def _whole(content: bytes) -> bytes:
    return content + bytes((sum(content) % 256,))

"""What the protocol layer raises."""


class ProtocolError(Exception):
    """A message is not what docs/protocol.md describes."""

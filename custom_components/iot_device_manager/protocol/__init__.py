"""The wire protocol of docs/protocol.md: pure data and rules, without Home Assistant and without I/O."""

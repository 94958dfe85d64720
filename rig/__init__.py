"""Real parts, started and stopped as processes: a broker, Home Assistant, virtual devices.

The demo and the end-to-end tests are built from these. Everything listens on 127.0.0.1 only.
"""

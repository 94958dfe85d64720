"""End-to-end tests: a real broker, a real Home Assistant, real firmware in virtual devices."""

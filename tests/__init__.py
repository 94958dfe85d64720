"""The tests: see docs/development.md for what runs where."""

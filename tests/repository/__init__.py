"""Tests about the repository itself: its layers, texts, metadata and conventions."""

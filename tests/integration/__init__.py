"""Tests of the integration in one process with Home Assistant, by the official harness for custom components."""

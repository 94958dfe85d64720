"""Tests of the protocol package: data in, data out."""

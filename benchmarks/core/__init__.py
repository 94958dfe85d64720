"""The firmware core on the chip's instruction set: how many instructions it takes, and how much heap."""

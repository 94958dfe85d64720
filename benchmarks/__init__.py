"""How fast it is, how much it needs, and how both compare with what one would use instead."""

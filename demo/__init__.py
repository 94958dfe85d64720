"""A house to try things in: a broker, Home Assistant, three virtual boards, and a page that shows the boards."""

"""What the integration costs, in one process and without a broker: messages, edits, reloads, memory."""

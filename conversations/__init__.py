"""conversations: what was said, decided and learned; the only memory."""

"""The plan's matters, as messages, histories and the record ask for them."""

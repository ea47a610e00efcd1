"""Plain words for everything that is stored: they are looked up, never made up."""

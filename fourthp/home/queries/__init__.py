"""Every question of pages that span rooms."""

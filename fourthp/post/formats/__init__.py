"""Letters and mails: from rows into bytes, and back."""

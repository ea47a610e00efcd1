"""Gatherings as calendars take them: iCalendar (RFC 5545, RFC 5546)."""

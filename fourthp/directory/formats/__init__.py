"""Given rows into bytes and back: Open Referral packages and flat tables."""

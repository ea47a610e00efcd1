"""Signing in, nothing else: users, passwords, passkeys, second factors, sessions."""

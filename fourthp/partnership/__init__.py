"""Agencies, people, seats and groups; labels and audiences: who may see what."""

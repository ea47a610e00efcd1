"""Meetings: series with what always stands on them, and agendas that remember.

A meeting is a gathering with an agenda. What a series has not finished is asked anew
for each meeting, and nobody has to carry it over.
"""

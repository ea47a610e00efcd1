"""The ground under meetings, events and sessions: when, where, who comes, who came.

A gathering is anything that people come together for. What kind of one it is, is the
matter of the rooms above; here is its time, its place, its answers and attendance.
"""

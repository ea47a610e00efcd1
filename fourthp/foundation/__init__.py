"""The ground: page shell, components, forms, clock, ids, links, policies, work.

It knows no word of the network. Rooms above stand on it and never beside it.
"""

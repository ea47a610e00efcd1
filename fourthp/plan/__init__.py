"""The network's plan: concerns of the front line, joint aims, actions with owners.

What a practitioner raises is heard, decided and done, and ends at an answer that
whoever may see the concern can read.
"""

"""Fairlead: who carried what to whom, how often, how much, how do we know, and which rule does it touch?"""

"""The carriers, simulated: each one's published API, with its own codes and its own odd ways.

``stories`` has what they share, ``carrier`` and ``oauth`` what a carrier is made of, ``behaviours``
the answers that are none. One file for each carrier; ``app`` puts them behind one address.
"""

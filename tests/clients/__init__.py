"""Clients generated of the API's description: checked, compiled where that is possible, used."""

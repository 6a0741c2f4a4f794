"""Counts in a gateway what Firestore bills, and every call of Google's services by its name.

A gateway that is started with GATEWAY_PLUGIN=tests.bench.plugin; the two modules say where to.
"""

from infra.local.tools import bill
from tests import counting

__all__ = ["bill", "counting"]

"""What a night costs is counted where it is asked for, and can be read while it runs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from infra.local.drills.nights import shares
from infra.local.stack.process import ROOT
from infra.local.tools.bill import (
    Billed,
    committed,
    counted,
    new_bill,
    queried,
    read_bill,
    read_lines,
)
from shared.platform.records.port import Create, Delete, DocumentId

ONE = DocumentId("things", "one")
CALLS = """
import asyncio, json, sys
from shared.platform.records.firestore import FirestoreDocuments as Documents
from shared.platform.records.port import Create, Delete, DocumentId

async def answered(self, *asked, **named):
    return {"get": [None], "count": 2500, "having": [], "commit": []}[named["as_if"]]

for name in ("get", "count", "having", "commit"):
    setattr(Documents, name, answered)
import infra.local.tools.bill
documents = Documents.__new__(Documents)
one, other = DocumentId("things", "one"), DocumentId("others", "one")

async def calls():
    await documents.get([one, one], as_if="get")
    await documents.count("things", "a", "b", as_if="count")
    await documents.having("things", "a", "b", as_if="having")
    await documents.commit([Create(one, {}), Delete(one), Delete(other)], as_if="commit")

asyncio.run(calls())
"""


@pytest.mark.parametrize(
    ("cost", "billed"),
    [
        (queried([]), Billed(reads=1)),
        (queried([1, 2, 3]), Billed(reads=3)),
        (counted(0), Billed(reads=1)),
        (counted(1000), Billed(reads=1)),
        (counted(1001), Billed(reads=2)),
        (committed([Create(ONE, {}), Delete(ONE), Delete(ONE)]), Billed(writes=1, deletes=2)),
    ],
)
def test_each_sort_of_call_has_its_price(cost: Billed, billed: Billed) -> None:
    assert cost == billed


def test_another_process_counts_and_this_one_reads(tmp_path: Path) -> None:
    bill, other = new_bill(tmp_path, "eu"), new_bill(tmp_path, "us")
    environment = {**os.environ, "BILLS": str(tmp_path), "REGION": "eu", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", CALLS], env=environment, check=True)  # noqa: S603 - ours
    assert read_bill(bill) == Billed(reads=2 + 3 + 1, writes=1, deletes=2)
    assert read_lines(bill) == {
        "things": Billed(reads=2 + 1, writes=1, deletes=1),
        "counts of things": Billed(reads=3),
        "others": Billed(deletes=1),
    }
    assert read_bill(other) == Billed()
    assert str(read_bill(bill) - Billed(reads=1)) == "5 reads, 1 writes, 2 deletes"


def test_people_are_spread_evenly() -> None:
    assert shares(10_000, ("eu", "us", "asia")) == {"eu": 3334, "us": 3333, "asia": 3333}
    assert shares(1, ("eu", "us")) == {"eu": 1, "us": 0}

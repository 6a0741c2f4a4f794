"""The data map that is shown is the one that the code has."""

import json

from functions.policies.contract import DataMapView
from functions.policies.entry import FILE
from infra.local.tools.data_map import as_text, generated
from shared.platform.suppliers.register import register
from shared.rights.inventory import records


def test_what_is_written_down_is_what_the_code_has() -> None:
    assert FILE.read_text(encoding="utf-8") == as_text(generated()), "make data-map"


def test_every_field_of_every_record_is_shown_and_every_supplier_in_its_regions() -> None:
    for region in ("eu", "us", "asia"):
        shown = DataMapView.of(json.loads(FILE.read_bytes()), region=region, language="en")
        fields = {(one.collection, one.field) for one in shown.fields}
        assert fields >= {(one.collection, name) for one in records() for name in one.model_fields}
        expected = [one.id for one in register().values() if region in one.regions]
        assert [one.id for one in shown.recipients] == expected

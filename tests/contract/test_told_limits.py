"""The description says where callers are told how they stand with limits of their own."""

import json
from typing import Any

from infra.local.stack.functions import operations
from infra.local.stack.process import ROOT
from shared.edge.operation import CallerKind, Operation
from shared.edge.rate_limits import LIMIT, POLICY
from tests.rows import each_row

DESCRIBED: dict[str, Any] = json.loads(
    (ROOT / "functions/reference/openapi.json").read_text(encoding="utf-8")
)
ALL = [one for _, one in operations() if one.path in DESCRIBED["paths"]]


@each_row("operation", ALL, ids=lambda one: one.id)
def test_every_answer_may_tell_but_to_who_pushes_or_to_others(operation: Operation[Any]) -> None:
    answers = DESCRIBED["paths"][operation.path][operation.method.lower()]["responses"]
    for status, answer in answers.items():
        told = {POLICY, LIMIT} & set(answer.get("headers", {}))
        if operation.caller is CallerKind.SUPPLIER:
            assert not told
        elif operation.cached is not None and int(status) < 400:
            assert told == {POLICY}
        else:
            assert told == {POLICY, LIMIT}


def test_the_draft_is_named() -> None:
    headers = DESCRIBED["components"]["headers"]
    assert "draft-ietf-httpapi-ratelimit-headers-11" in headers[POLICY]["description"]
    assert set(headers) >= {POLICY, LIMIT}

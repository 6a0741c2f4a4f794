"""The tree of errors: each has a code, a text, a status; none of them can quote anybody."""

from infra.local.tools.problems import error_classes
from shared.edge.parcel_problems import STATUS as STATUS_OF_ITEMS
from shared.edge.problem import STATUS, problem, status_of
from shared.kernel.errors import AppError, FieldFault, InvalidInputError
from shared.kernel.texts import CATALOGUE
from tests.rows import each_row


def _made(kind: type[AppError]) -> AppError:
    """Return an instance without arguments: only its class matters here."""
    error = kind.__new__(kind)
    AppError.__init__(error)
    return error


def test_the_walk_finds_the_errors_of_every_layer() -> None:
    modules = {kind.__module__ for kind in error_classes()}
    assert {
        "shared.kernel.errors",
        "shared.parcels.shipments.problems",
        "functions.tracking.problems",
    } <= modules


@each_row("kind", error_classes(), ids=lambda kind: kind.__name__)
def test_every_error_has_a_code_a_text_and_a_status_that_fit_together(
    kind: type[AppError],
) -> None:
    assert kind.__name__.endswith("Error")
    assert kind.__doc__
    assert kind.code in CATALOGUE["en"]
    status = STATUS_OF_ITEMS.get(kind) or status_of(kind)
    assert (status == 500) == (kind.code == "internal")
    told = problem(_made(kind), request_id="1", language="en")
    assert told.type == f"urn:agogopost:problem:{kind.code}"


@each_row("kind", error_classes(), ids=lambda kind: kind.__name__)
def test_an_errors_message_is_its_code(kind: type[AppError]) -> None:
    assert str(_made(kind)) == kind.code


def test_one_code_has_one_status() -> None:
    statuses: dict[str, set[int]] = {}
    for kind in error_classes():
        status = STATUS_OF_ITEMS.get(kind) or status_of(kind)
        statuses.setdefault(kind.code, set()).add(status)
    assert {code: found for code, found in statuses.items() if len(found) > 1} == {}


def test_the_table_names_every_error_of_the_root() -> None:
    root = {kind for kind in error_classes() if kind.__module__ == "shared.kernel.errors"}
    assert root == set(STATUS)


def test_a_fault_names_its_field_and_remedy() -> None:
    fault = FieldFault("items[3].text", "field-too-long", (("max_length", "5 characters"),))
    told = problem(InvalidInputError(faults=(fault,)), request_id="1", language="en")
    (error,) = told.errors
    assert (error.field, error.code) == ("items[3].text", "field-too-long")
    assert error.detail == "Give at most 5 characters."

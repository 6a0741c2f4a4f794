"""What a query parameter may say: what is described, spelt as it is described."""

import pytest
from pydantic import ValidationError

from shared.edge.validation import invalid
from shared.kernel.errors import FieldFault
from shared.kernel.schema import QueryParameters


class Asked(QueryParameters):
    limit: int = 50
    dry: bool = False


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ({}, (50, False)),
        ({"limit": "5", "dry": "true"}, (5, True)),
        ({"limit": "-5", "dry": "false"}, (-5, False)),
    ],
)
def test_digits_are_a_number_and_two_words_a_truth(
    sent: dict[str, str], read: tuple[int, bool]
) -> None:
    asked = Asked.model_validate(sent)
    assert (asked.limit, asked.dry) == read


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        *(
            ("limit", one, "a whole number")
            for one in ("1_0", "1\n", " 1", "+1", "1.0", "1e0", "0x1", "", "\uff11")
        ),
        *(("dry", one, "true or false") for one in ("1", "yes", "True", "on", "", "true\n")),
    ],
)
def test_no_other_spelling_is_taken(name: str, text: str, expected: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Asked.model_validate({name: text})
    fault = FieldFault(name, "field-type", (("expected", expected),))
    assert invalid(refused.value, Asked).faults == (fault,)

"""What the schemas of the API's description are called, for whoever builds an app. Pure."""

from collections.abc import Mapping
from typing import Any

_REFERENCE = "#/components/schemas/"
_NAMES: Mapping[str, str] = {
    "AccessView": "AccessEntry",
    "AskedView": "PurposeChoice",
    "Basis": "LegalBasis",
    "By": "SignInMeans",
    "Candidates": "CandidateList",
    "Carriers": "CarrierList",
    "Confirmation": "DeletionConfirmation",
    "ConsentBody": "ConsentDecision",
    "Detect": "NumberToDetect",
    "Ended": "SessionEnded",
    "Event": "UsageEvent",
    "EventView": "ShipmentEvent",
    "EventsBody": "UsageEvents",
    "EventsView": "UsageEventsTaken",
    "ExportView": "DataExport",
    "FieldView": "StoredField",
    "Forgotten": "LocationForgotten",
    "GrantView": "ReceiptEntry",
    "Happening": "UsageKind",
    "Item": "TrackingItem",
    "ItemOutcome": "TrackingOutcome",
    "Kept": "PortraitKept",
    "Layout": "ListLayout",
    "LinkKind": "CarrierLinkKind",
    "Method": "DecisionMethod",
    "Precision": "EstimatePrecision",
    "Query": "TrackingQuery",
    "Reason": "ShipmentReason",
    "Receipt": "PushReceipt",
    "Removed": "Removal",
    "Right": "DataSubjectRight",
    "RightsAsked": "NewRightsRequest",
    "RightsAskedView": "RightsRequestMade",
    "Said": "RegistrationConsents",
    "Sent": "CodeSent",
    "SectionView": "PolicySection",
    "SessionLine": "SessionSummary",
    "Status": "ShipmentStatus",
    "Stopped": "FollowEnded",
    "TimeView": "EventTime",
    "Transit": "TransitTime",
    "VersionView": "PolicyVersion",
    "What": "AccessKind",
}
_ENDINGS = (("View", ""), ("Body", "Input"))
"""What is shown is called as it is; what is sent, where both exist, is its input."""


def name_of(model: str) -> str:
    """Return what a model is called in the description."""
    if model in _NAMES:
        return _NAMES[model]
    for ending, instead in _ENDINGS:
        if model.endswith(ending):
            return model.removesuffix(ending) + instead
    return model


def renamed(described: Any) -> Any:  # noqa: ANN401 - JSON
    """Return a description with every schema, and every reference to one, under its name.

    Raises:
        ValueError: Two schemas would have one name.
    """
    schemas = described["components"]["schemas"]
    names = {name_of(model) for model in schemas}
    if len(names) != len(schemas):
        msg = "two schemas would have one name"
        raise ValueError(msg)
    found = _with_references(described)
    named = {name_of(model): one for model, one in found["components"]["schemas"].items()}
    found["components"]["schemas"] = dict(sorted(named.items()))
    return found


def _with_references(value: Any) -> Any:  # noqa: ANN401 - JSON
    if isinstance(value, dict):
        return {
            key: _REFERENCE + name_of(one.removeprefix(_REFERENCE))
            if key == "$ref" and isinstance(one, str) and one.startswith(_REFERENCE)
            else _with_references(one)
            for key, one in value.items()
        }
    return [_with_references(one) for one in value] if isinstance(value, list) else value

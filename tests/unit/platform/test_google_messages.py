"""Google's messages come without its clients, and who wants the clients finds them whole."""

import subprocess
import sys
import textwrap

import pytest

from infra.local.stack.process import ROOT
from shared.platform.google_messages import messages

_BEGIN = textwrap.dedent(
    """
    import sys
    from shared.platform.google_messages import messages

    def ours():
        document = messages("google.cloud.firestore_v1.types.document")
        firestore = messages("google.cloud.firestore_v1.types.firestore")
        kms = messages("google.cloud.kms_v1.types.service")
        return [document.Document, firestore.CommitRequest.pb(), kms.EncryptRequest, kms]

    def theirs():
        import google.cloud.firestore_v1
        from google.cloud import firestore, kms_v1, storage
        from google.cloud.firestore_v1 import types
        from google.cloud.firestore_v1.async_client import AsyncClient
        assert firestore.AsyncClient is AsyncClient is google.cloud.firestore_v1.AsyncClient
        assert kms_v1.KeyManagementServiceAsyncClient and kms_v1.__version__
        assert kms_v1 is sys.modules["google.cloud.kms_v1"]
        service = kms_v1.types.service
        return [types.Document, types.CommitRequest.pb(), kms_v1.EncryptRequest, service]
    """
)
_WANTED = (
    "import google.cloud.firestore_v1.types; google.cloud.firestore_v1.types.CommitRequest",
    "import google.cloud.firestore_v1.types; google.cloud.firestore_v1.AsyncClient",
    "import google.cloud.firestore_v1.types.write; google.cloud.firestore_v1.types.write.Write",
    "import google.cloud.firestore_v1.types.query as q; q.StructuredQuery",
    "from google.cloud import kms_v1; kms_v1.types.service.EncryptRequest",
    "import google.cloud.firestore_v1; google.cloud.firestore_v1.types.CommitRequest",
    "from google.cloud import firestore_v1; firestore_v1.AsyncClient",
    "from google.cloud.firestore_v1.types import CommitRequest",
    "from google.cloud.firestore_v1.types.firestore import CommitRequest",
    "from google.cloud.firestore_v1.async_client import AsyncClient",
    "from google.cloud.firestore_v1.services.firestore import FirestoreAsyncClient",
    "import google.cloud; assert not hasattr(google.cloud, 'no_such_v1')",
)


def run(code: str) -> list[str]:
    """Run a program that has ``ours`` and ``theirs``; return what it printed, in words."""
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-W", "error", "-c", _BEGIN + textwrap.dedent(code)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert not done.returncode, done.stderr
    return done.stdout.split()


def test_no_client_is_loaded_with_the_messages() -> None:
    loaded = run("ours(); print(*sys.modules)")
    theirs = ("google.cloud.firestore_v1.types.firestore", "google.cloud.kms_v1.types.service")
    assert {*theirs} <= {*loaded}
    assert not [name for name in loaded if name.startswith(("google.api_core", "google.auth"))]
    assert not [
        name
        for name in loaded
        if name.startswith(("google.cloud.firestore_v1", "google.cloud.kms_v1"))
        and name.split(".")[3:4] != ["types"]
    ]


@pytest.mark.slow("loads all that Google's packages have, in three processes")
def test_messages_and_clients_are_the_same_in_whatever_order_they_come() -> None:
    for order in ("ours(), theirs()", "theirs(), ours()", "ours(), ours()"):
        assert run(f"one, two = {order}; print(one == two)") == ["True"], order


@pytest.mark.slow("loads all that Google's packages have, in a process for each way to ask")
def test_whoever_asks_for_the_package_in_whatever_way_has_it() -> None:
    for wanted in _WANTED:
        assert run(f"ours(); {wanted}; print(1)") == ["1"], wanted


def test_what_is_not_there_is_told_as_any_import_does() -> None:
    for name in ("google.cloud.no_such_v1.types.service", "google.cloud.kms_v1.types.no_such"):
        with pytest.raises(ModuleNotFoundError):
            messages(name)
        assert name not in sys.modules
    assert "google.cloud.no_such_v1" not in sys.modules

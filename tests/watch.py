"""What watches a run's gateways: the commit guard and the recorder."""

from pathlib import Path

from infra.local.stack.process import ROOT


class Watch:
    """Where both write what they find of one run; it begins with nothing found."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._refused, self._undescribed = folder / "refused.txt", folder / "undescribed.txt"
        self._refused.unlink(missing_ok=True)
        self._undescribed.unlink(missing_ok=True)

    @property
    def environment(self) -> dict[str, str]:
        """What a gateway is started with to be watched."""
        return {
            "GATEWAY_PLUGIN": "tests.guard",
            "GUARD_FILE": str(self._refused),
            "RECORD_FILE": str(self._undescribed),
            "PYTHONPATH": str(ROOT),
        }

    def faults(self) -> list[str]:
        """Return what was found, each once."""
        refused = [f"the commit guard refused: {one}" for one in _lines(self._refused)]
        return refused + [f"not as described: {one}" for one in _lines(self._undescribed)]


def _lines(file: Path) -> list[str]:
    return sorted(set(file.read_text(encoding="utf-8").splitlines())) if file.exists() else []

"""What every step of the composition stands on.

A step is a class whose properties are the parts of the service, each made when it is first asked
for, with what it needs found on the step itself or on one below. Whatever is heavy is imported
there and then. A function is given the smallest step that has what it needs, and sees of it what
its own ``deps.py`` names. A second instance is one more step over the same platform.
"""

from shared.kernel.clock import Clock
from shared.setup.platform import Platform


class Parts:
    """The platform, and what its settings say of the place."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform

    @property
    def clock(self) -> Clock:
        """The clock."""
        return self.platform.clock

    @property
    def wall_clock(self) -> Clock:
        """The clock of what lies outside."""
        return self.platform.wall_clock

    @property
    def region(self) -> str:
        """This deployment's region."""
        return self.platform.settings.region

    def base_url_of(self, region: str) -> str | None:
        """Return a region's address, if it is known."""
        return self.platform.settings.base_url_of(region)

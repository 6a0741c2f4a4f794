"""The regions that the service runs in, each with databases of its own."""

from typing import Literal, get_args

Region = Literal["eu", "us", "asia"]
REGIONS: tuple[Region, ...] = get_args(Region)

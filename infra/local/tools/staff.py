"""``python -m infra.local.tools.staff --role support``: print a token of somebody of the staff.

Of a running stack's issuer, for an hour. Exit status 0, 1 if nothing answers, 2 for another role.
Reads PORT_BASE.
"""

import argparse
import os
import sys

from infra.local.emulators.oidc import IssuerError, staff_token
from infra.local.stack.ports import Ports
from shared.rights.staff.roles import Role


def main() -> int:
    """Print a token and return the exit status."""
    parser = argparse.ArgumentParser(prog="staff", description="Print a token of the staff.")
    parser.add_argument("--role", default="support", choices=[str(role) for role in Role])
    role = parser.parse_args().role
    try:
        ports = Ports.of(os.environ)
        print(staff_token(ports.issuer_url("staff"), role, "me"))
    except (IssuerError, ValueError) as e:
        print(f"{e}: is the stack running? make run", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

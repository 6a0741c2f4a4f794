"""The OpenID providers: one process, one port and one signing key each.

They cannot share a port, because each takes its issuer from the Host header. Keys are new at every
start.
"""

import argparse
import logging
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import oidc_provider_mock
from werkzeug.serving import BaseWSGIServer, make_server


def _provider(port: int) -> BaseWSGIServer:
    return make_server("127.0.0.1", port, oidc_provider_mock.app(), threaded=True)


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="OpenID providers, one per port.")
    parser.add_argument("--port", type=int, action="append", required=True)
    ports = parser.parse_args().port
    os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"  # plain HTTP, on this machine only
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    with ThreadPoolExecutor(len(ports)) as pool:  # a signing key takes a while to make
        servers = list(pool.map(_provider, ports))
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    ended.wait()


if __name__ == "__main__":
    main()

"""The local stack: every part that agogopost talks to in the cloud, on 127.0.0.1."""

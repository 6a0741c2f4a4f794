"""Accounts: how people prove who they are, sign in, and stay signed in."""

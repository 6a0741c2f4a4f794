"""Tests of one module each; no server is needed unless a test says ``stack``."""

"""Tests of the deployed functions over HTTP."""

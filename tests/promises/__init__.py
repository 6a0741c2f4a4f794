"""Tests of the promises: each drives the deployed surface and carries its promise's id."""

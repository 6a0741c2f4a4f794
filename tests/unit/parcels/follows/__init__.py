"""Tests of follows."""

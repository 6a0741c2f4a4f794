"""Tests of people: their keys, their regions."""

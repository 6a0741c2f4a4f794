"""Tests of the functions' use cases, without HTTP."""

"""Tests of what papers say."""

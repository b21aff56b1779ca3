"""PostgreSQL and Valkey for a machine that has neither: found, started, provisioned, stopped.

Standard library and psycopg only: all of it runs before Django reads its settings.
"""

"""The audit bundle: the sealed books as files that an outsider checks without this system.

README, "The form of an audit bundle", is the one description both the writers here and the
stand-alone `verify_ledger.py` follow; they share no code.
"""

"""Looks after the ledger from outside the function: its key, its witness, its time stamps."""

"""The whole product on one machine, without containers, accounts or root."""

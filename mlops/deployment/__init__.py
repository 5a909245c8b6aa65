"""Where the product runs: schedules, plans and their cost, packages, and a first start."""

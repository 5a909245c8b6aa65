"""Opens a world and drives its clock: history through the real jobs, hour by hour."""

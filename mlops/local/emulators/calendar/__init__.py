"""An OpenTimestamps calendar on this machine, whose Bitcoin is made up."""

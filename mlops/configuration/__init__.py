"""What an environment must be told: the settings of every service, their reference, their check."""

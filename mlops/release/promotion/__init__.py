"""From one environment to the next: facts are gathered, then judged by pure criteria."""

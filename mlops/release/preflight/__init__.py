"""What must be known before anything is touched: facts are gathered, then judged by pure checks."""

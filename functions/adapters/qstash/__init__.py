"""QStash, as far as a receiver of its messages needs it."""

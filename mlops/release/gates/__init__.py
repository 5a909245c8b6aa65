"""Gates: what must hold of a deployment before and after users are sent to it."""

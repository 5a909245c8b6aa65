"""The function as Vercel's own builder makes it, and a judgement of what is in it."""

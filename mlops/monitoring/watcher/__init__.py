"""Looks at the product from outside of Vercel, round by round, and tells Prometheus."""

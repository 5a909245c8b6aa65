"""The management APIs of Vercel and Render, as far as a release speaks to them."""

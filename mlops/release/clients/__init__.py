"""The management APIs of Vercel, Render, Neon and Upstash, as far as we speak to them."""

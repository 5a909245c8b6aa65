"""What emulated platforms serve with: processes of their own, and ports that lead to them."""

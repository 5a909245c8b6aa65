"""Whether the page and the API of two commits understand each other, from their OpenAPI files."""

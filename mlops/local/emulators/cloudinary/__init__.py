"""An emulator of Cloudinary's upload, delivery, download and usage of raw files."""

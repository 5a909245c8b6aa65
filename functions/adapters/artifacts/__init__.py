"""Model artifacts over plain HTTPS: public by digest, so serving needs no vendor's key."""

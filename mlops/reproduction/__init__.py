"""Published forecasts computed anew, by anybody, from a site's public API."""

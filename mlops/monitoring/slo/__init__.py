"""What the product promises, as data; rules, alerts and the page about them are written from it."""

"""Pure and synchronous: no I/O, no clock, no unseeded randomness, standard library only."""

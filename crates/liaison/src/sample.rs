//! A believable made-up station, deterministic by seed.

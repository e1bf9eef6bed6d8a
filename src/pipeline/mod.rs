//! The order of the stages, settings, files and tallies.

//! Files for CAT tools, spreadsheets and people.
#![deny(clippy::disallowed_methods)]

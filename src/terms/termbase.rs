//! Termbases: what the user has decided already.

/// A termbase.
#[derive(Debug, Clone, Default)]
pub struct Termbase {
    /// Its name, for evidence.
    pub name: String,
}

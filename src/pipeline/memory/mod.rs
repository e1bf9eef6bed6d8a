//! The translation memory: files in, files out, and what a build adds.

mod build;
mod dedupe;
mod export;
mod import;
mod lint;
mod winners;

pub use build::{MemoryTally, Units, add_units};
pub use dedupe::{DedupeTally, dedupe};
pub use export::{ExportFormat, ExportOptions, ExportTally, export};
pub use import::{ImportFailure, ImportOptions, ImportProgress, ImportTally, import};
pub use lint::{LintTally, lint_file, lint_memory};
pub use winners::DuplicatePolicy;

/// The time as a memory notes it, `2025-03-01T12:00:00Z`, of seconds since 1970.
pub fn timestamp(seconds: u64) -> String {
    let days = seconds / 86_400;
    let (year, month, day) = civil(days);
    let rest = seconds % 86_400;
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
        rest / 3600,
        rest / 60 % 60,
        rest % 60
    )
}

/// The date of a day since 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date
/// algorithms", `civil_from_days`).
fn civil(days: u64) -> (u64, u64, u64) {
    let z = days + 719_468;
    let era = z / 146_097;
    let day_of_era = z % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::timestamp;

    #[test]
    fn times_are_written() {
        assert_eq!(timestamp(0), "1970-01-01T00:00:00Z");
        assert_eq!(timestamp(951_782_399), "2000-02-28T23:59:59Z");
        assert_eq!(timestamp(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(timestamp(1_740_787_201), "2025-03-01T00:00:01Z");
    }
}

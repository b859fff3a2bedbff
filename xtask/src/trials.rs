//! Results in the output of a test run

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Numbers of tests by outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl Summary {
    /// The sum of all `test result:` lines.
    pub(crate) fn of(output: &str) -> Self {
        let mut sum = Self::default();
        for line in output.lines().filter_map(|line| line.trim().strip_prefix("test result: ")) {
            for part in line.split([';', '.']) {
                let mut words = part.split_whitespace();
                let (Some(number), Some(what)) = (words.next().and_then(|word| word.parse::<u64>().ok()), words.next())
                else {
                    continue;
                };
                match what {
                    "passed" => sum.passed += number,
                    "failed" => sum.failed += number,
                    "ignored" => sum.skipped += number,
                    _ => {}
                }
            }
        }
        sum
    }
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// One trial of the behaviour suite, `driver::area::case`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Trial {
    pub(crate) driver: String,
    pub(crate) case: String,
    pub(crate) outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Passed,
    Failed,
    /// With the reason.
    Ignored(String),
}

impl Trial {
    /// The trials in the output of a run. `drivers` are the known drivers, by which trials are told from other tests;
    /// if it is empty, every test counts.
    pub(crate) fn all(output: &str, drivers: &[String]) -> Vec<Self> {
        let of_line = |line: &str| {
            let (name, outcome) = line.strip_prefix("test ")?.split_once(" ... ")?;
            let (driver, case) = name.trim().split_once("::")?;
            let outcome = outcome.trim();
            let outcome = match outcome {
                "ok" => Outcome::Passed,
                "FAILED" => Outcome::Failed,
                _ => {
                    let reason = outcome.strip_prefix("ignored")?.trim();
                    Outcome::Ignored(reason.trim_start_matches('(').trim_end_matches(')').to_owned())
                }
            };
            let known = drivers.is_empty() || drivers.iter().any(|known| known == driver);
            known.then(|| Self { driver: driver.to_owned(), case: case.to_owned(), outcome })
        };
        output.lines().filter_map(of_line).collect()
    }
}

/// A table of the drivers, followed by the reasons why trials were ignored.
pub(crate) fn table(trials: &[Trial]) -> String {
    let mut drivers: BTreeMap<&str, (u64, u64, u64)> = BTreeMap::new();
    let mut reasons: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for trial in trials {
        let (passed, failed, ignored) = drivers.entry(&trial.driver).or_default();
        match &trial.outcome {
            Outcome::Passed => *passed += 1,
            Outcome::Failed => *failed += 1,
            Outcome::Ignored(reason) => {
                *ignored += 1;
                reasons.entry((&trial.driver, reason)).or_default().push(&trial.case);
            }
        }
    }
    let mut text = format!("{:<10} | {:>6} | {:>6} | {:>7}\n", "driver", "passed", "failed", "ignored");
    writeln!(text, "{:-<10}-+-{:->6}-+-{:->6}-+-{:->7}", "", "", "", "").expect("writing to a string does not fail");
    for (driver, (passed, failed, ignored)) in drivers {
        writeln!(text, "{driver:<10} | {passed:>6} | {failed:>6} | {ignored:>7}")
            .expect("writing to a string does not fail");
    }
    for ((driver, reason), cases) in reasons {
        let reason = if reason.is_empty() { "no reason given" } else { reason };
        writeln!(text, "{driver} ignored {}: {reason} ({})", cases.len(), cases.join(", "))
            .expect("writing to a string does not fail");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTPUT: &str = "
running 3 tests
test rest::types::bigint         ... ok
test rest::cancel::handle        ... FAILED
test s3::unload::types           ... ignored (needs `unload`, which the driver lacks)
test value::tests::round_trip ... ok

test result: FAILED. 1 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s
test result: ok. 12 passed; 0 failed; 2 ignored; 0 measured; 3 filtered out; finished in 0.02s
";

    #[test]
    fn sums_all_results() {
        assert_eq!(Summary::of(OUTPUT).to_string(), "13 passed, 1 failed, 3 skipped");
    }

    #[test]
    fn tells_trials_from_other_tests() {
        let trials = Trial::all(OUTPUT, &["rest".to_owned(), "s3".to_owned()]);
        assert_eq!(trials.len(), 3);
        assert_eq!(trials[1].outcome, Outcome::Failed);
        assert_eq!(trials[2].outcome, Outcome::Ignored("needs `unload`, which the driver lacks".to_owned()));
        let table = table(&trials);
        assert!(table.contains("rest       |      1 |      1 |       0\n"), "{table}");
        assert!(table.ends_with("s3 ignored 1: needs `unload`, which the driver lacks (unload::types)\n"), "{table}");
    }
}

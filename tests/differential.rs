//! Random tables give the same values on every driver; see the module `differential` of this package.
#![expect(clippy::print_stdout, reason = "how much was compared is worth a line")]

#[test]
fn every_driver_gives_the_same_values() {
    match athena_tests::differential() {
        Ok(summary) => println!("{summary}"),
        Err(report) => panic!("{report:#}"),
    }
}

#[test]
fn values_in_statements_stay_values() {
    match athena_tests::injection() {
        Ok(summary) => println!("{summary}"),
        Err(report) => panic!("{report:#}"),
    }
}

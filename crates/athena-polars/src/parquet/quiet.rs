//! Panics of polars-parquet without a report on standard error

use std::cell::Cell;
use std::panic;
use std::sync::Once;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Does `work`. If it panics, the program's panic hook is not called: the panic becomes an error, which says the same.
///
/// The hook is one for the whole process. The first call puts one in its place that asks whether the thread is at such
/// work, and calls the earlier hook if not. A hook that the program sets later is called as usual.
pub(super) fn quietly<T>(work: impl FnOnce() -> T) -> T {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let earlier = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.try_with(Cell::get).unwrap_or(false) {
                earlier(info);
            }
        }));
    });
    let _quiet = Quiet(QUIET.replace(true));
    work()
}

/// Sets the flag back, also where the work panics.
struct Quiet(bool);

impl Drop for Quiet {
    fn drop(&mut self) {
        QUIET.set(self.0);
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    /// The output of a program that panics inside and outside of `quietly`.
    #[test]
    fn only_panics_of_the_work_are_quiet() {
        let mut program = Command::new(std::env::current_exe().expect("this program"));
        let name = "parquet::quiet::tests::child";
        let output = program.args(["--exact", name, "--ignored", "--nocapture"]).output().expect("runs");
        let printed = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{printed}");
        assert!(!printed.contains("in the work"), "{printed}");
        assert_eq!(printed.matches("outside of the work").count(), 1, "{printed}");
    }

    #[test]
    #[ignore = "the other test runs it, and reads what it prints"]
    fn child() {
        panic::catch_unwind(|| quietly(|| panic!("in the work"))).expect_err("panics");
        panic::catch_unwind(|| panic!("outside of the work")).expect_err("panics");
    }
}

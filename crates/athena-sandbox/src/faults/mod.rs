//! Fault injection

mod fault;
mod form;
mod query;
mod quotas;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub use fault::Fault;
pub use query::QueryFailure;
pub use quotas::Quotas;

pub(crate) use fault::{BodyFault, Disturbance, Refusal};
pub(crate) use form::FaultForm;
pub(crate) use query::QueryFault;
pub(crate) use quotas::RateLimits;

use fault::Effect;

/// The faults that wait for requests.
///
/// Each request takes the first fault that matches, in the order of injection, and every latency that matches.
///
/// ```
/// # async fn demo(sandbox: &athena_sandbox::Sandbox) {
/// use athena_sandbox::Fault;
///
/// sandbox.faults().inject(Fault::throttle("StartQueryExecution").times(2));
/// sandbox.faults().inject(Fault::cut_body(1000).skip(1).times(1));
/// sandbox.faults().clear();
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Faults {
    waiting: Arc<Mutex<Vec<Fault>>>,
}

impl Faults {
    /// Adds a fault behind those that already wait.
    ///
    /// # Panics
    ///
    /// If the fault could never occur: the sandbox does not know its operation, or it is a
    /// [`duplicate`](Fault::duplicate) of an operation of S3 or STS.
    #[track_caller]
    pub fn inject(&self, fault: Fault) {
        if let Err(problem) = fault.check() {
            panic!("{problem}");
        }
        self.waiting().push(fault);
    }

    /// Removes all faults. Requests that a fault has already hit are not affected.
    pub fn clear(&self) {
        self.waiting().clear();
    }

    /// Number of faults that still wait: counted ones that have not run out, and permanent ones.
    #[must_use]
    pub fn waiting_count(&self) -> usize {
        self.waiting().len()
    }

    /// The faults that still wait, as the admin endpoint shows them.
    pub(crate) fn forms(&self) -> Vec<FaultForm> {
        self.waiting().iter().map(FaultForm::of).collect()
    }

    /// The effect of the faults on this request; `subject` is the text that [`Fault::only_if_contains`] searches.
    pub(crate) fn on_request(&self, operation: &str, subject: &str) -> Disturbance {
        let mut disturbance = Disturbance::default();
        self.visit(
            |effect| {
                let Effect::Request { operation: of, what } = effect else { return None };
                (of == operation).then(|| what.clone())
            },
            subject,
            |what| disturbance.add(what),
        );
        disturbance
    }

    /// The extra run time and the fault of this query.
    pub(crate) fn on_query(&self, sql: &str) -> (Duration, Option<QueryFault>) {
        let mut run_for = Duration::ZERO;
        let mut fault = None;
        self.visit(
            |effect| {
                let Effect::Query(what) = effect else { return None };
                Some(what.clone())
            },
            sql,
            |what| match what {
                QueryFault::RunFor(duration) => {
                    run_for += duration;
                    true
                }
                _ if fault.is_some() => false,
                other => {
                    fault = Some(other);
                    true
                }
            },
        );
        (run_for, fault)
    }

    /// Offers each matching fault to `take`, and counts those that it takes.
    fn visit<T>(&self, fits: impl Fn(&Effect) -> Option<T>, subject: &str, mut take: impl FnMut(T) -> bool) {
        self.waiting().retain_mut(|fault| {
            let Some(what) = fits(&fault.effect).filter(|_| fault.concerns(subject)) else { return true };
            if fault.skip > 0 {
                fault.skip -= 1;
                return true;
            }
            if !take(what) {
                return true;
            }
            match &mut fault.times {
                None => true,
                Some(times) => {
                    *times = times.saturating_sub(1);
                    *times > 0
                }
            }
        });
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counted_fault_runs_out() {
        let faults = Faults::default();
        faults.inject(Fault::throttle("GetWorkGroup").times(2).skip(1));
        let hits: Vec<bool> = (0..5).map(|_| faults.on_request("GetWorkGroup", "").refusal.is_some()).collect();
        assert_eq!(hits, [false, true, true, false, false]);
        assert_eq!(faults.waiting_count(), 0);
    }

    #[test]
    fn a_request_takes_one_fault_and_every_latency() {
        let faults = Faults::default();
        faults.inject(Fault::latency("GetWorkGroup", Duration::from_millis(1)));
        faults.inject(Fault::internal_error("GetWorkGroup").times(1));
        faults.inject(Fault::throttle("GetWorkGroup").times(1));
        let first = faults.on_request("GetWorkGroup", "");
        assert_eq!(first.latency, Duration::from_millis(1));
        assert_eq!(first.refusal, Some(Refusal::InternalError));
        assert_eq!(faults.on_request("GetWorkGroup", "").refusal, Some(Refusal::Throttle));
        assert_eq!(faults.on_request("ListWorkGroups", "").latency, Duration::ZERO);
    }

    #[test]
    #[should_panic(expected = "the sandbox has no operation `StartQuery`; did you mean `StartQueryExecution`?")]
    fn a_fault_of_an_unknown_operation_panics() {
        Faults::default().inject(Fault::throttle("StartQuery"));
    }

    #[test]
    #[should_panic(expected = "`duplicate` is for operations of Athena and Glue, not for `GetObject`")]
    fn a_duplicate_of_an_s3_operation_panics() {
        Faults::default().inject(Fault::duplicate("GetObject"));
    }

    #[test]
    fn a_fault_may_concern_some_queries_only() {
        let faults = Faults::default();
        faults.inject(Fault::hang_query().only_if_contains("slow"));
        assert!(faults.on_query("SELECT 1").1.is_none());
        assert!(matches!(faults.on_query("SELECT slow").1, Some(QueryFault::Hang)));
    }
}

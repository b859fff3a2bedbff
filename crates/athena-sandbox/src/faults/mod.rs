//! Fault injection

mod effect;
mod fault;
mod form;
mod outage;
mod query;
mod quotas;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub use fault::Fault;
pub use query::QueryFailure;
pub use quotas::Quotas;

pub(crate) use effect::{AnswerFault, Disturbance, ObjectFault, Refusal};
pub(crate) use form::FaultForm;
pub(crate) use outage::Outage;
pub(crate) use query::{ManifestFault, QueryFault};
pub(crate) use quotas::RateLimits;

use effect::RequestFault;
use fault::Effect;

/// The faults that wait for requests.
///
/// Each request takes the first fault that matches, in the order of injection, and every latency that matches. An
/// ignored `If-Match` can be combined with another fault, too.
///
/// ```
/// # async fn demo(sandbox: &athena_sandbox::Sandbox) {
/// use athena_sandbox::Fault;
///
/// sandbox.faults().inject(Fault::throttle("StartQueryExecution").times(2));
/// sandbox.faults().inject(Fault::cut_body("GetObject", 1000).skip(1).times(1));
/// sandbox.faults().clear();
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Faults {
    waiting: Arc<Mutex<Vec<Fault>>>,
    outage: Outage,
}

impl Faults {
    /// Adds a fault behind those that already wait.
    ///
    /// # Panics
    ///
    /// If the fault could never occur: the sandbox does not know its operation, or the operation is one of S3 or STS
    /// and the fault is for Athena and Glue only, or a status is none.
    #[track_caller]
    pub fn inject(&self, fault: Fault) {
        if let Err(problem) = fault.check() {
            panic!("{problem}");
        }
        self.waiting().push(fault);
    }

    /// Removes all faults, and ends an outage. Requests that a fault has already hit are not affected.
    pub fn clear(&self) {
        self.waiting().clear();
        self.outage.end();
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
        if self.outage.is_on() {
            return Disturbance::outage();
        }
        let mut disturbance = Disturbance::default();
        let mut outage = None;
        self.visit(
            |effect| {
                let Effect::Request { operation: of, what } = effect else { return None };
                (of == operation).then(|| what.clone())
            },
            subject,
            |what| {
                let begins = match what {
                    RequestFault::Outage(duration) => Some(duration),
                    _ => None,
                };
                let added = disturbance.add(what);
                outage = outage.or(begins.filter(|_| added));
                added
            },
        );
        if let Some(duration) = outage {
            self.outage.begin(duration);
        }
        disturbance
    }

    pub(crate) fn outage(&self) -> &Outage {
        &self.outage
    }

    /// The extra run time and the fault of this query.
    pub(crate) fn on_query(&self, sql: &str, is_unload: bool) -> (Duration, Option<QueryFault>) {
        let mut run_for = Duration::ZERO;
        let mut fault = None;
        self.visit(
            |effect| {
                let Effect::Query(what) = effect else { return None };
                Some(what.clone()).filter(|what| is_unload || !matches!(what, QueryFault::Manifest(_)))
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
        let hits: Vec<bool> = (0..5).map(|_| faults.on_request("GetWorkGroup", "").refusal().is_some()).collect();
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
        assert_eq!(first.refusal(), Some(Refusal::InternalError));
        assert_eq!(faults.on_request("GetWorkGroup", "").refusal(), Some(Refusal::Throttle));
        assert_eq!(faults.on_request("ListWorkGroups", "").latency, Duration::ZERO);
    }

    #[test]
    fn an_ignored_condition_can_be_combined() {
        let faults = Faults::default();
        faults.inject(Fault::ignore_if_match());
        faults.inject(Fault::change_etag().times(1));
        let first = faults.on_request("GetObject", "");
        assert!(first.ignores_if_match && first.object() == Some(ObjectFault::ChangeEtag));
        let second = faults.on_request("GetObject", "");
        assert!(second.ignores_if_match && second.object().is_none());
    }

    #[test]
    fn an_outage_begins_with_its_operation_and_is_for_all() {
        let faults = Faults::default();
        faults.inject(Fault::outage("GetWorkGroup", Duration::from_secs(60)).skip(1));
        let resets = |operation: &str| faults.on_request(operation, "").resets();
        assert_eq!(["GetObject", "GetWorkGroup", "GetObject"].map(resets), [false; 3]);
        assert_eq!(["GetWorkGroup", "GetObject", "AssumeRole"].map(resets), [true; 3]);
        assert_eq!(faults.waiting_count(), 0);
        faults.clear();
        assert!(!resets("GetWorkGroup"));
    }

    #[test]
    fn a_wrong_manifest_is_for_unload_only() {
        let faults = Faults::default();
        faults.inject(Fault::empty_manifest().times(1));
        assert!(faults.on_query("SELECT 1", false).1.is_none());
        let fault = faults.on_query("UNLOAD (SELECT 1)", true).1;
        assert!(matches!(fault, Some(QueryFault::Manifest(ManifestFault::Empty))));
    }

    #[test]
    #[should_panic(expected = "`html_status` has a status from 200 to 599, not 99")]
    fn a_status_that_is_none_panics() {
        Faults::default().inject(Fault::html_status("GetWorkGroup", 99));
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
        assert!(faults.on_query("SELECT 1", false).1.is_none());
        assert!(matches!(faults.on_query("SELECT slow", false).1, Some(QueryFault::Hang)));
    }
}

//! Extreme values of every option of a connection, parsed and used

use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;
use tokio::runtime::Builder;
use tokio::time::timeout;

use super::*;
use crate::connection::Connection;
use crate::driver::Session;
use crate::driver::testing::extremes::EXTREMES;
use crate::testing::{MemoryObjects, Pages, ScriptedAthena, ScriptedQuery};

/// Connects with the options, and runs a query of ten seconds, all in paused time.
fn use_all(pairs: &[(String, String)]) {
    let mut map: OptionMap = pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    let Ok(options) = ConnectOptions::from_options(&mut map, &|_| None) else { return };
    let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let athena = ScriptedAthena::new();
        let one = vec![vec![Some("1")]];
        athena.push(ScriptedQuery::new().rows(&[("n", "bigint")], one).ends_after(Duration::from_secs(10)));
        let session = Session::builder(Arc::new(athena)).objects(Arc::new(MemoryObjects::new())).options(options);
        let Ok(session) = session.build() else { return };
        let mut cursor = Connection::<Pages>::new(session, ()).cursor();
        let run = async {
            if cursor.execute("SELECT 1 AS n").await.is_ok() {
                cursor.fetch_all().await.ok();
            }
            cursor.close().await.ok();
        };
        assert!(timeout(Duration::from_secs(100_000_000), run).await.is_ok(), "{pairs:?} does not end");
    });
}

#[test]
fn every_option_takes_or_refuses_every_extreme() {
    for (_, spec) in connection_option_specs() {
        for text in EXTREMES {
            use_all(&[(spec.name.to_owned(), (*text).to_owned())]);
        }
    }
}

#[test]
fn every_duration_and_size_has_a_bound() {
    for (_, spec) in connection_option_specs() {
        let too_much = match spec.kind {
            ValueKind::Seconds => "31536000.1",
            ValueKind::Integer => "18446744073709551615",
            _ => continue,
        };
        let error = read(&[(spec.name, too_much)]).unwrap_err();
        assert!(error.message().contains(spec.name), "{error}");
    }
    // Options that a program sets are checked like those of a URL.
    let forever = ClientOptions::new().with_pool_timeout(Duration::MAX);
    assert_eq!(forever.validate().unwrap_err().kind(), ErrorKind::InvalidOption);
    let forever = QueryDefaults::new().with_cache_expiration_time(Duration::MAX);
    assert_eq!(forever.validate().unwrap_err().kind(), ErrorKind::InvalidOption);
}

fn values() -> impl Strategy<Value = String> {
    prop_oneof![
        proptest::sample::select(EXTREMES).prop_map(str::to_owned),
        any::<u64>().prop_map(|number| number.to_string()),
        any::<i128>().prop_map(|number| number.to_string()),
        any::<f64>().prop_map(|number| number.to_string()),
        (0.0..40_000_000.0).prop_map(|number: f64| number.to_string()),
        ".{0,40}",
    ]
}

fn keys() -> impl Strategy<Value = String> {
    let keys: Vec<String> = connection_option_specs().map(|(_, spec)| spec.name.to_owned()).collect();
    proptest::sample::select(keys)
}

proptest! {
    #[test]
    fn no_combination_of_values_panics(options in proptest::collection::btree_map(keys(), values(), 1..5)) {
        use_all(&options.into_iter().collect::<Vec<_>>());
    }
}

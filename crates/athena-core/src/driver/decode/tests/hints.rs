//! Type hints: their text form and their effect.

use proptest::prelude::*;

use super::*;

fn hinted(types: &[&str], hints: &str) -> Result<Vec<Field>, String> {
    let hints = TypeHints::parse(hints)?;
    let options = PlanOptions::new().with_type_hints(hints);
    plan_all(&columns(types), &options).map_err(|error| error.to_string())
}

#[test]
fn position_wins_over_name_in_any_case() {
    let fields =
        hinted(&["array", "map"], "C0=array(integer); 1=map(varchar, double);0=array(bigint);").expect("plans");
    assert_eq!(fields[0].athena_type, AthenaType::array(AthenaType::BigInt));
    assert_eq!(fields[1].athena_type, AthenaType::map(AthenaType::Varchar(None), AthenaType::Double));
}

#[test]
fn a_hint_adds_types_and_does_not_change_them() {
    assert!(hinted(&["row"], "c0=struct<a:int>").is_ok());
    assert!(hinted(&["varchar"], "c0=array(integer)").is_ok());
    assert!(hinted(&["timestamp"], "c0=timestamp(6)").is_ok());
    assert_eq!(
        hinted(&["array"], "c0=map(varchar, double)").expect_err("another type"),
        "type hint `c0=map(varchar, double)` does not fit: the result's column is of type array"
    );
}

#[test]
fn a_hint_for_an_unknown_column_suggests_a_name() {
    let columns: Columns = [Column::new("tags", AthenaType::UntypedArray)].into_iter().collect();
    let plan = |hints: &str| {
        let options = PlanOptions::new().with_type_hints(hints.parse().expect("hints"));
        plan_all(&columns, &options).expect_err("no such column")
    };
    let error = plan("tag=array(integer)");
    assert_eq!(error.kind(), ErrorKind::InvalidOption);
    assert_eq!(error.message(), "type hint for a column that the result does not have: `tag`; did you mean `tags`?");
    assert_eq!(
        plan("3=array(integer)").message(),
        "type hint for a column that the result does not have: `3`; the result has 1 columns"
    );
}

#[test]
fn malformed_hints_say_what_is_wrong() {
    let pairs = "it must be pairs of `column=type` with `;` between them";
    for (text, message) in [
        ("a", pairs),
        ("=array(integer)", pairs),
        ("a=array(integer", "it has an invalid type for `a`: "),
        ("a=", "it has an invalid type for `a`: expected a type name"),
        ("a=json;A=json", "it has two types for `A`"),
        ("\"a=json", pairs),
        ("\"a\"b=json", "it has a name whose quotes do not close: \"a\"b"),
        ("99999999999999999999999=json", "it has a position that is too large: 99999999999999999999999"),
    ] {
        let error = TypeHints::parse(text).expect_err(text);
        assert!(error.starts_with(message), "{text}: {error}");
    }
}

proptest! {
    #[test]
    fn printed_hints_are_parsed_back(hints in prop::collection::vec((
        prop_oneof![(0_usize..20).prop_map(Err), "[a-z0-9 ;=\"`é]{1,6}".prop_map(Ok)],
        prop::sample::select(
            vec!["json", "array(row(\"a;=\" integer))", "map(varchar, array(double))", "decimal(3, 1)"]
        ),
    ), 0..5)) {
        let hints = hints.into_iter().fold(TypeHints::new(), |hints, (target, data_type)| {
            let data_type = AthenaType::parse(data_type).expect("a type");
            match target {
                Ok(name) => hints.with_name(name, data_type),
                Err(position) => hints.with_position(position, data_type),
            }
        });
        prop_assert_eq!(TypeHints::parse(&hints.to_string()), Ok(hints));
    }

    #[test]
    fn no_text_panics(text in "[a=;\"` (),0-9é]{0,24}") {
        let _ = TypeHints::parse(&text);
    }
}

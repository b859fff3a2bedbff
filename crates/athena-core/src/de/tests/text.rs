use std::net::{IpAddr, Ipv4Addr};

use serde_bytes::ByteBuf;
use uuid::Uuid;

use super::*;

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "UPPERCASE")]
enum State {
    Open,
    Closed,
}

#[test]
fn text_becomes_every_text_type() -> Result<()> {
    assert_eq!(cell::<String>("it's")?, "it's");
    assert_eq!(cell::<Box<str>>("x")?.as_ref(), "x");
    assert_eq!(cell::<std::borrow::Cow<'static, str>>("x")?, "x");
    assert_eq!(cell::<std::path::PathBuf>("/tmp")?, std::path::Path::new("/tmp"));
    assert_eq!(cell::<char>("é")?, 'é');
    assert_eq!(cell::<ByteBuf>("é")?.as_slice(), "é".as_bytes());
    assert_eq!(cell::<State>("OPEN")?, State::Open);
    assert_eq!(cell::<Option<State>>("CLOSED")?, Some(State::Closed));
    assert_eq!(cell::<Option<String>>("")?, Some(String::new()));
    let owned = Value::Varchar(String::from("x").into());
    assert_eq!((cell::<String>(owned.clone())?, cell::<ByteBuf>(owned)?.into_vec()), ("x".into(), b"x".to_vec()));
    Ok(())
}

#[test]
fn text_that_does_not_fit_is_named() {
    assert_eq!(refusal::<char>("ab"), "varchar `ab` does not fit char: expected a character (column: v)");
    assert_eq!(refusal::<State>("open"), "varchar `open` does not fit State: expected `OPEN` or `CLOSED` (column: v)");
    assert_eq!(refusal::<State>(Value::Integer(1)), "expected State, got integer: ask for `i32` (column: v)");
    assert_eq!(refusal::<Vec<String>>("x"), "expected a sequence, got varchar: ask for `String` (column: v)");
    let long = Value::Varchar("x".repeat(100).into());
    let message = refusal::<State>(long);
    assert!(message.starts_with(&format!("varchar `{}…` does not fit State", "x".repeat(64))), "{message}");
}

#[test]
fn bytes_become_every_type_of_bytes() -> Result<()> {
    let bytes = || Value::Varbinary(vec![0, 128, 255].into());
    assert_eq!(cell::<Vec<u8>>(bytes())?, [0, 128, 255]);
    assert_eq!(cell::<[u8; 3]>(bytes())?, [0, 128, 255]);
    assert_eq!(cell::<ByteBuf>(bytes())?.into_vec(), [0, 128, 255]);
    assert_eq!(cell::<serde_bytes::ByteArray<3>>(bytes())?.into_array(), [0, 128, 255]);
    assert_eq!(cell::<ByteBuf>(Value::Varbinary(std::borrow::Cow::Borrowed(b"x")))?.into_vec(), b"x");
    assert_eq!(refusal::<[u8; 2]>(bytes()), "expected 2 values, got varbinary of 3 (column: v)");
    assert_eq!(refusal::<String>(bytes()), "expected String, got varbinary: ask for `Vec<u8>` (column: v)");
    assert_eq!(refusal::<ByteBuf>(Value::Integer(1)), "expected bytes, got integer: ask for `i32` (column: v)");
    Ok(())
}

#[test]
fn identifiers_of_things() -> Result<()> {
    let uuid = Uuid::from_u128(0x12345678_1234_5678_1234_567812345678);
    assert_eq!(cell::<Uuid>(Value::Uuid(uuid))?, uuid);
    assert_eq!(cell::<Uuid>(Value::Varchar(uuid.to_string().into()))?, uuid);
    assert_eq!(cell::<String>(Value::Uuid(uuid))?, uuid.to_string());
    assert_eq!(cell::<ByteBuf>(Value::Uuid(uuid))?.as_slice(), uuid.as_bytes());
    assert_eq!(cell::<serde_json::Value>(Value::Uuid(uuid))?, serde_json::json!(uuid.to_string()));
    let address: IpAddr = parsed("10.0.0.1");
    assert_eq!(cell::<IpAddr>(Value::IpAddress(address))?, address);
    assert_eq!(cell::<Ipv4Addr>(Value::IpAddress(address))?, Ipv4Addr::new(10, 0, 0, 1));
    assert_eq!(cell::<String>(Value::IpAddress(address))?, "10.0.0.1");
    assert!(
        refusal::<Ipv4Addr>(Value::IpAddress(parsed("::1"))).starts_with("ipaddress `::1` does not fit Ipv4Addr: ")
    );
    assert!(refusal::<Uuid>("x").starts_with("varchar `x` does not fit Uuid: "));
    Ok(())
}

#[test]
fn null_is_none_and_nothing_else() -> Result<()> {
    assert_eq!(cell::<Option<i64>>(Value::Null)?, None);
    assert_eq!(cell::<Option<Vec<i64>>>(Value::Null)?, None);
    assert_eq!(cell::<Option<State>>(Value::Null)?, None);
    assert_eq!(cell::<serde_json::Value>(Value::Null)?, serde_json::Value::Null);
    cell::<()>(Value::Null)?;
    let refused = |wanted: &str| format!("expected {wanted}, got NULL: wrap the field in `Option` (column: v)");
    assert_eq!(refusal::<i64>(Value::Null), refused("i64"));
    assert_eq!(refusal::<f64>(Value::Null), refused("f64"));
    assert_eq!(refusal::<bool>(Value::Null), refused("bool"));
    assert_eq!(refusal::<String>(Value::Null), refused("String"));
    assert_eq!(refusal::<char>(Value::Null), refused("char"));
    assert_eq!(refusal::<ByteBuf>(Value::Null), refused("bytes"));
    assert_eq!(refusal::<Vec<i64>>(Value::Null), refused("a sequence"));
    assert_eq!(refusal::<State>(Value::Null), refused("State"));
    assert_eq!(refusal::<chrono::NaiveDate>(Value::Null), refused("NaiveDate"));
    assert_eq!(refusal::<crate::value::Date>(Value::Null), refused("Date"));
    assert_eq!(refusal::<std::collections::HashMap<String, i64>>(Value::Null), refused("a map"));
    assert_eq!(refusal::<()>("x"), "expected NULL, got varchar: ask for `String` (column: v)");
    Ok(())
}

#[test]
fn types_that_are_not_known_are_text() -> Result<()> {
    let other = |type_name: &'static str| Value::Other { type_name: type_name.into(), text: "{a=1}".into() };
    assert_eq!(cell::<String>(other("row"))?, "{a=1}");
    assert_eq!(cell::<Option<String>>(other("color"))?.as_deref(), Some("{a=1}"));
    assert_eq!(cell::<serde_json::Value>(other("map"))?, serde_json::json!("{a=1}"));
    let message = refusal::<Vec<i64>>(other("array"));
    assert_eq!(
        message,
        "expected a sequence, got array as text, as the service does not tell its element types: set the option \
         `result_set_type_hints` or `unload=true`, which the drivers arrow, polars and pandas have, or select \
         `CAST(x AS JSON)` (column: v)"
    );
    for message in [
        refusal::<std::collections::BTreeMap<String, i64>>(other("map")),
        refusal::<Order>(other("row")),
        refusal::<(i64, i64)>(other("row")),
    ] {
        assert!(message.contains("`result_set_type_hints`"), "{message}");
    }
    assert_eq!(refusal::<i64>(other("color")), "expected i64, got color: ask for `String` (column: v)");
    assert_eq!(refusal::<Vec<i64>>(other("color")), "expected a sequence, got color: ask for `String` (column: v)");
    Ok(())
}

#[derive(Debug, Deserialize)]
struct Order {
    #[expect(dead_code, reason = "is only asked for")]
    id: i64,
}

#[test]
fn pointers_and_conversions_are_transparent() -> Result<()> {
    #[derive(Debug, Deserialize)]
    #[serde(try_from = "i64")]
    struct Even(i64);
    impl TryFrom<i64> for Even {
        type Error = String;
        fn try_from(number: i64) -> Result<Self, String> {
            if number % 2 == 0 { Ok(Self(number)) } else { Err("it is odd".to_owned()) }
        }
    }
    assert_eq!(cell::<Even>(Value::BigInt(2))?.0, 2);
    assert_eq!(refusal::<Even>(Value::BigInt(3)), "bigint `3` does not fit Even: it is odd (column: v)");
    assert_eq!(*cell::<Box<i64>>(Value::BigInt(2))?, 2);
    Ok(())
}

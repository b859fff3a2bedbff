//! The `.metadata` object: a small protobuf message, encoded by hand

use crate::engine::contract::ColumnInfo;

/// `Nullable` UNKNOWN.
const UNKNOWN: u64 = 3;

pub(super) fn encode(query_id: &str, update_type: &str, update_count: Option<i64>, columns: &[ColumnInfo]) -> Vec<u8> {
    let mut message = Message::default();
    message.text(1, query_id);
    message.text(2, update_type);
    if let Some(count) = update_count {
        // Protobuf's int64: two's complement in a varint.
        message.number(3, u64::from_le_bytes(count.to_le_bytes()));
    }
    for column in columns {
        let mut inner = Message::default();
        inner.text(1, "hive");
        inner.text(4, &column.name);
        inner.text(5, &column.name);
        inner.text(6, &column.type_name);
        inner.number(7, u64::try_from(column.precision).unwrap_or(0));
        inner.number(8, u64::try_from(column.scale).unwrap_or(0));
        inner.number(9, UNKNOWN);
        inner.number(10, u64::from(column.case_sensitive));
        message.bytes(4, &inner.0);
    }
    message.0
}

#[derive(Debug, Default)]
struct Message(Vec<u8>);

impl Message {
    fn number(&mut self, field: u64, value: u64) {
        self.varint(field << 3);
        self.varint(value);
    }

    fn text(&mut self, field: u64, text: &str) {
        self.bytes(field, text.as_bytes());
    }

    fn bytes(&mut self, field: u64, bytes: &[u8]) {
        self.varint(field << 3 | 2);
        self.varint(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    fn varint(&mut self, mut value: u64) {
        loop {
            let [low, ..] = value.to_le_bytes();
            value >>= 7;
            if value == 0 {
                self.0.push(low & 0x7F);
                return;
            }
            self.0.push(low | 0x80);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_select_is_encoded_as_by_athena() {
        let column = ColumnInfo {
            name: "n".to_owned(),
            type_name: "varchar".to_owned(),
            precision: 2_147_483_647,
            scale: 0,
            case_sensitive: true,
        };
        let bytes = encode("id", "", Some(0), &[column]);
        let mut expected = b"\x0a\x02id\x12\x00\x18\x00\x22".to_vec();
        let inner = b"\x0a\x04hive\x22\x01n\x2a\x01n\x32\x07varchar\x38\xff\xff\xff\xff\x07\x40\x00\x48\x03\x50\x01";
        expected.push(u8::try_from(inner.len()).expect("short"));
        expected.extend_from_slice(inner);
        assert_eq!(bytes, expected);
    }
}

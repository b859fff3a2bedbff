//! Bytes in hexadecimal.

use super::ParseError;

/// A `varbinary`: pairs of hexadecimal digits, all separated by spaces, such as `01 0a ff`, or none. Empty text is the
/// empty value.
///
/// # Errors
///
/// For other text. That includes `[B@2545d692`: inside arrays, maps and rows Athena prints Java's object text, and the
/// bytes are lost.
pub fn varbinary(text: &[u8]) -> Result<Vec<u8>, ParseError> {
    let mut bytes = Vec::with_capacity(text.len().div_ceil(3));
    varbinary_into(text, &mut bytes)?;
    Ok(bytes)
}

/// [`varbinary`] that appends to `bytes`; after an error it may have appended some bytes.
///
/// # Errors
///
/// As [`varbinary`].
pub fn varbinary_into(text: &[u8], bytes: &mut Vec<u8>) -> Result<(), ParseError> {
    if text.is_empty() || pairs_with_spaces(text, bytes) {
        return Ok(());
    }
    let step = if text.get(2) == Some(&b' ') { 3 } else { 2 };
    for (index, chunk) in text.chunks(step).enumerate() {
        let at = index * step;
        let (high, low) = match *chunk {
            [high, low] if at + 2 == text.len() || step == 2 => (high, low),
            [high, low, b' '] if at + 3 < text.len() => (high, low),
            _ => return Err(ParseError::new("expected pairs of hexadecimal digits", at)),
        };
        let pair = nibble(high).zip(nibble(low));
        let (high, low) = pair.ok_or(ParseError::new("expected pairs of hexadecimal digits", at))?;
        bytes.push(high << 4 | low);
    }
    Ok(())
}

/// The fast path for `01 0a ff`, the form of Athena. Returns false and appends nothing for every other text.
fn pairs_with_spaces(text: &[u8], bytes: &mut Vec<u8>) -> bool {
    /// The value of each digit, and `0xF0` for other bytes.
    const NIBBLES: [u8; 256] = {
        let mut nibbles = [0xF0; 256];
        let mut value = 0;
        while value < 16 {
            nibbles[b"0123456789abcdef"[value as usize] as usize] = value;
            nibbles[b"0123456789ABCDEF"[value as usize] as usize] = value;
            value += 1;
        }
        nibbles
    };
    let pair = |high: u8, low: u8| (NIBBLES[usize::from(high)], NIBBLES[usize::from(low)]);

    let (chunks, [high, low]) = text.as_chunks::<3>() else { return false };
    let start = bytes.len();
    let mut wrong = 0;
    bytes.extend(chunks.iter().map(|[high, low, space]| {
        let (high, low) = pair(*high, *low);
        wrong |= (high | low) & 0xF0 | (space ^ b' ');
        high << 4 | low
    }));
    let (high, low) = pair(*high, *low);
    bytes.push(high << 4 | low);
    let right = (wrong | (high | low) & 0xF0) == 0;
    if !right {
        bytes.truncate(start);
    }
    right
}

#[inline]
fn nibble(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

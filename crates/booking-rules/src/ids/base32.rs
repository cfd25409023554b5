//! Crockford's base 32 in lower case: no look-alike letters, and text sorts as the bytes do.

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// Encodes most significant bits first; a last short group is padded with zero bits on the left of the number.
pub(super) fn encode(bytes: &[u8]) -> String {
    let chars = (bytes.len() * 8).div_ceil(5);
    let mut value = 0u32;
    let mut bits = chars * 5 - bytes.len() * 8;
    let mut text = String::with_capacity(chars);
    for byte in bytes {
        value = (value << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(ALPHABET[((value >> bits) & 31) as usize]));
        }
        value &= (1 << bits) - 1;
    }
    text
}

/// `None` for a foreign character or for padding bits that are not zero.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let total = text.len() * 5;
    let mut skip = total % 8;
    let mut value = 0u32;
    let mut bits = 0;
    let mut bytes = Vec::with_capacity(total / 8);
    for char in text.bytes() {
        let digit = ALPHABET.iter().position(|a| *a == char)?;
        value = (value << 5) | u32::try_from(digit).ok()?;
        bits += 5;
        if skip > 0 && bits >= skip {
            bits -= skip;
            if value >> bits != 0 {
                return None;
            }
            value &= (1 << bits) - 1;
            skip = 0;
        }
        if skip == 0 && bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((value >> bits) & 255).ok()?);
            value &= (1 << bits) - 1;
        }
    }
    Some(bytes)
}

//! As much of HTTP/1.1 as is needed to find where a message ends.

use crate::Failure;

/// The length of the head with its empty line, once it is there.
pub(crate) fn head(message: &[u8]) -> Option<usize> {
    message.windows(4).position(|window| window == b"\r\n\r\n").map(|at| at + 4)
}

/// The value of a header, without regard to the case of its name.
pub(crate) fn header<'a>(head: &'a [u8], name: &str) -> Option<&'a [u8]> {
    head.split(|&byte| byte == b'\n').skip(1).find_map(|line| {
        let colon = line.iter().position(|&byte| byte == b':')?;
        line[..colon].eq_ignore_ascii_case(name.as_bytes()).then(|| line[colon + 1..].trim_ascii())
    })
}

/// How long an answer of status 200 is, once its head is there. Another status, or a body of unknown length, is an error.
pub(crate) fn answer_length(answer: &[u8]) -> Result<Option<usize>, Failure> {
    let Some(head_length) = head(answer) else { return Ok(None) };
    let head = &answer[..head_length];
    if !head.starts_with(b"HTTP/1.1 200 ") {
        return Err(format!("refused: {}", String::from_utf8_lossy(answer)).into());
    }
    let length = header(head, "content-length").ok_or("a body of unknown length")?;
    Ok(Some(head_length + std::str::from_utf8(length)?.parse::<usize>()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_ends_where_its_length_says() {
        assert_eq!(answer_length(b"HTTP/1.1 200 OK\r\nContent-Le").unwrap(), None);
        let whole = b"HTTP/1.1 200 OK\r\nserver: x\r\nCONTENT-LENGTH:  3\r\n\r\nabc";
        assert_eq!(answer_length(whole).unwrap(), Some(whole.len()));
        for bad in ["HTTP/1.1 502 Bad\r\ncontent-length: 0\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\nabc"] {
            assert!(answer_length(bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_header_is_found_by_its_name_alone() {
        let head = b"GET /x-key: HTTP/1.1\r\nother: x-key: no\r\nX-Key: yes\r\n\r\n";
        assert_eq!(header(head, "x-key"), Some(b"yes".as_slice()));
        assert_eq!(header(head, "x-keys"), None);
    }
}

//! HTTP client that sends one request repeatedly, and a minimal server as the floor of a measurement

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};

/// Bytes of a body that are read, and discarded, at a time.
const PIECE: usize = 256 * 1024;

/// An HTTP/1.1 request that can be sent repeatedly.
pub(super) struct Request {
    text: Vec<u8>,
}

/// The response to one request.
pub(super) struct Response {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
}

/// The throughput under load.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rate {
    pub(super) calls_per_second: f64,
    /// Bytes of response bodies, in units of 1,000,000,000.
    pub(super) gb_per_second: f64,
}

impl Request {
    /// An operation of Athena's JSON protocol.
    pub(super) fn athena(operation: &str, body: &serde_json::Value) -> Self {
        let head = format!("content-type: application/x-amz-json-1.1\r\nx-amz-target: AmazonAthena.{operation}\r\n");
        Self::new("POST / HTTP/1.1", &head, body.to_string().as_bytes())
    }

    /// A call of the sandbox's endpoint for tests.
    pub(super) fn admin(method: &str, path: &str, body: &serde_json::Value) -> Self {
        let line = format!("{method} /_sandbox/{path} HTTP/1.1");
        Self::new(&line, "content-type: application/json\r\n", body.to_string().as_bytes())
    }

    pub(super) fn put(path: &str, body: &[u8]) -> Self {
        Self::new(&format!("PUT {path} HTTP/1.1"), "", body)
    }

    /// The first `bytes` of an object.
    pub(super) fn range(path: &str, bytes: usize) -> Self {
        Self::new(&format!("GET {path} HTTP/1.1"), &format!("range: bytes=0-{}\r\n", bytes - 1), b"")
    }

    fn new(line: &str, head: &str, body: &[u8]) -> Self {
        let head = format!("{line}\r\nhost: 127.0.0.1\r\n{head}content-length: {}\r\n\r\n", body.len());
        Self { text: [head.as_bytes(), body].concat() }
    }

    /// Sends the request once.
    pub(super) fn send(&self, address: &str) -> Result<Response> {
        let mut connection = Connection::open(address)?;
        let mut body = Vec::new();
        let (status, _) = connection.exchange(&self.text, |piece| body.extend_from_slice(piece))?;
        Ok(Response { status, body })
    }

    /// Sends the request over `connections` connections for `duration`, one after another on each.
    pub(super) fn hammer(&self, address: &str, connections: usize, duration: Duration) -> Result<Rate> {
        let start = Instant::now();
        let one = || -> Result<(u64, u64)> {
            let mut connection = Connection::open(address)?;
            let (mut calls, mut bytes) = (0, 0);
            while start.elapsed() < duration {
                let (status, length) = connection.exchange(&self.text, |_| {})?;
                ensure!((200..300).contains(&status), "a request under load was answered by {status}");
                calls += 1;
                bytes += length;
            }
            Ok((calls, bytes))
        };
        let counts = thread::scope(|scope| {
            let threads: Vec<_> = (0..connections).map(|_| scope.spawn(one)).collect();
            threads
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|_| bail!("a thread of the load panicked")))
                .collect::<Result<Vec<_>>>()
        })?;
        let seconds = start.elapsed().as_secs_f64();
        let (calls, bytes) = counts.into_iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        #[expect(clippy::cast_precision_loss, reason = "counts of a few seconds")]
        Ok(Rate { calls_per_second: calls as f64 / seconds, gb_per_second: bytes as f64 / seconds / 1e9 })
    }
}

/// A connection that stays open, with its buffers.
struct Connection {
    stream: BufReader<TcpStream>,
    line: String,
    piece: Vec<u8>,
}

impl Connection {
    fn open(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).with_context(|| format!("connecting to {address}"))?;
        stream.set_nodelay(true)?;
        Ok(Self::over(stream))
    }

    fn over(stream: TcpStream) -> Self {
        Self { stream: BufReader::with_capacity(PIECE, stream), line: String::new(), piece: vec![0; PIECE] }
    }

    /// Sends a request and reads one response. Returns the status and the length of the body.
    fn exchange(&mut self, text: &[u8], take: impl FnMut(&[u8])) -> Result<(u16, u64)> {
        self.stream.get_mut().write_all(text)?;
        let (first, length) = self.head()?.context("the connection was closed before the response")?;
        let status = first.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.with_context(|| format!("the response begins with `{first}`, which has no status"))?;
        self.body(length, take)?;
        Ok((status, length))
    }

    /// The first line of a message and the length of its body, or `None` at the end of the connection.
    fn head(&mut self) -> Result<Option<(String, u64)>> {
        let mut first = None;
        let mut length = 0;
        loop {
            self.line.clear();
            if self.stream.read_line(&mut self.line)? == 0 {
                return Ok(None);
            }
            let line = self.line.trim_end();
            if line.is_empty() {
                return Ok(first.map(|first| (first, length)));
            }
            if let Some((name, value)) = line.split_once(':')
                && name.eq_ignore_ascii_case("content-length")
            {
                length = value.trim().parse().context("the content length is not a number")?;
            }
            first.get_or_insert_with(|| line.to_owned());
        }
    }

    fn body(&mut self, length: u64, mut take: impl FnMut(&[u8])) -> Result<()> {
        let mut left = length;
        while left > 0 {
            let room = usize::try_from(left).map_or(PIECE, |left| left.min(PIECE));
            let count = self.stream.read(&mut self.piece[..room])?;
            ensure!(count > 0, "the connection was closed {left} bytes before the end of a body");
            take(&self.piece[..count]);
            left -= count as u64;
        }
        Ok(())
    }
}

/// Server that answers every request with the same body, from memory.
pub(super) struct Floor {
    pub(super) address: String,
    is_over: Arc<AtomicBool>,
}

impl Floor {
    pub(super) fn start(body: &[u8]) -> Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?.to_string();
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", body.len());
        let response: Arc<[u8]> = [head.as_bytes(), body].concat().into();
        let is_over = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&is_over);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                let response = Arc::clone(&response);
                // The client sees the error.
                thread::spawn(move || answer(stream, &response).ok());
            }
        });
        Ok(Self { address, is_over })
    }
}

impl Drop for Floor {
    fn drop(&mut self) {
        self.is_over.store(true, Ordering::Relaxed);
        // Wakes the thread that waits for a connection.
        TcpStream::connect(&self.address).ok();
    }
}

fn answer(stream: io::Result<TcpStream>, response: &[u8]) -> Result<()> {
    let stream = stream?;
    stream.set_nodelay(true)?;
    let mut connection = Connection::over(stream);
    while let Some((_, length)) = connection.head()? {
        connection.body(length, |_| {})?;
        connection.stream.get_mut().write_all(response)?;
    }
    Ok(())
}

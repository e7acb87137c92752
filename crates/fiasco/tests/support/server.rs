//! A server on the loopback interface that plays an API: a function from requests to answers. It remembers what
//! it was asked, and stops when it is dropped.

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What was asked.
#[derive(Debug, Clone)]
pub struct Request {
    /// Path and query.
    pub target: String,
    /// Header lines, names in lower case.
    pub headers: Vec<(String, String)>,
}

impl Request {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The path alone.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// A field of the query.
    pub fn query(&self, name: &str) -> Option<&str> {
        let (_, query) = self.target.split_once('?')?;
        query
            .split('&')
            .find_map(|field| field.strip_prefix(name)?.strip_prefix('='))
    }
}

/// What is answered.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
    /// How long it takes.
    pub delay: Duration,
    /// How much of the body is sent before the connection breaks.
    pub breaks_after: Option<usize>,
}

impl Answer {
    pub fn json(body: impl ToString) -> Self {
        Self {
            status: 200,
            headers: vec![("content-type", "application/json".to_owned())],
            body: body.to_string(),
            delay: Duration::ZERO,
            breaks_after: None,
        }
    }

    pub fn status(status: u16) -> Self {
        Self {
            status,
            ..Self::json("{}")
        }
    }

    pub fn header(mut self, name: &'static str, value: impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }
}

/// A server that plays a part.
pub struct Server {
    secure: bool,
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Request>>>,
    stops: Arc<AtomicBool>,
}

impl Server {
    /// Starts one that answers with a function.
    pub fn start(answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        Self::start_as(None, answer)
    }

    /// The same over TLS, with a certificate that `support/tls/ca.pem` vouches for.
    pub fn start_secure(answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        let folder = super::root().join("crates/fiasco/tests/support/tls");
        let certificate =
            CertificateDer::from_pem_file(folder.join("server.pem")).expect("a certificate for tests");
        let key = PrivateKeyDer::from_pem_file(folder.join("server.key")).expect("its key");
        let config = ServerConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
            .with_safe_default_protocol_versions()
            .expect("the usual versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .expect("a key for the certificate");
        Self::start_as(Some(Arc::new(config)), answer)
    }

    fn start_as(
        tls: Option<Arc<ServerConfig>>,
        answer: impl Fn(&Request) -> Answer + Send + Sync + 'static,
    ) -> Self {
        let secure = tls.is_some();
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port on the loopback interface");
        let address = listener.local_addr().expect("its address");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let stops = Arc::new(AtomicBool::new(false));
        let (log, stop, answer) = (Arc::clone(&asked), Arc::clone(&stops), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                if stop.load(Ordering::SeqCst) {
                    break;
                }
                let (log, answer, tls) = (Arc::clone(&log), Arc::clone(&answer), tls.clone());
                std::thread::spawn(move || {
                    let _ = stream.set_read_timeout(Some(Duration::from_secs(10)));
                    match tls.map(ServerConnection::new) {
                        Some(Ok(session)) => talk(StreamOwned::new(session, stream), &log, &*answer),
                        Some(Err(error)) => panic!("{error}"),
                        None => talk(stream, &log, &*answer),
                    }
                });
            }
        });
        Self {
            secure,
            address,
            asked,
            stops,
        }
    }

    /// Its URL, without a path.
    pub fn url(&self) -> String {
        let scheme = if self.secure { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// What it was asked so far.
    pub fn asked(&self) -> Vec<Request> {
        self.asked.lock().expect("nobody panics while asking").clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stops.store(true, Ordering::SeqCst);
        // Wakes the listener, which then sees that it is to stop.
        let _ = TcpStream::connect(self.address);
    }
}

fn talk(mut stream: impl Read + Write, log: &Mutex<Vec<Request>>, answer: &dyn Fn(&Request) -> Answer) {
    if serve(&mut stream, log, answer).is_err() {
        // A client that speaks something else, or goes away in the middle.
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    }
}

fn serve(
    stream: &mut (impl Read + Write),
    log: &Mutex<Vec<Request>>,
    answer: &dyn Fn(&Request) -> Answer,
) -> std::io::Result<()> {
    let mut lines = BufReader::new(Read::by_ref(stream).take(64 * 1024)).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    let target = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut headers = Vec::new();
    for line in lines {
        let line = line?;
        let Some((name, value)) = line.split_once(':') else {
            break;
        };
        headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    if target.is_empty() {
        return Ok(());
    }
    let request = Request { target, headers };
    let answer = answer(&request);
    log.lock().expect("nobody panics while asking").push(request);
    std::thread::sleep(answer.delay);
    write!(
        stream,
        "HTTP/1.1 {} Whatever\r\nconnection: close\r\n",
        answer.status
    )?;
    for (name, value) in &answer.headers {
        write!(stream, "{name}: {value}\r\n")?;
    }
    write!(stream, "content-length: {}\r\n\r\n", answer.body.len())?;
    let sent = answer.breaks_after.unwrap_or(answer.body.len());
    stream.write_all(&answer.body.as_bytes()[..sent.min(answer.body.len())])?;
    stream.flush()
}

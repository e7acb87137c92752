//! `fiasco pull netbox` against a server that plays the API: what it reads, what it does when the server
//! misbehaves, and that the token goes nowhere but to that server.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects"
)]

mod support;

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;
use support::server::{Answer, Request, Server};
use support::{scratch, stderr, stdout};

const TOKEN: &str = "0123456789abcdef0123456789abcdef01234567";

/// Runs `fiasco pull netbox` in a folder, with the token in `NETBOX_TOKEN`.
fn pull(folder: &Path, url: &str, more: &[&str]) -> Output {
    pull_with(folder, url, more, Some(TOKEN))
}

fn pull_with(folder: &Path, url: &str, more: &[&str], token: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fiasco"));
    command
        .args(["pull", "netbox", "--url", url])
        .args(more)
        .current_dir(folder)
        .env_remove("NETBOX_TOKEN");
    for proxy in ["ALL_PROXY", "HTTP_PROXY", "HTTPS_PROXY"] {
        command.env_remove(proxy).env_remove(proxy.to_ascii_lowercase());
    }
    if let Some(token) = token {
        command.env("NETBOX_TOKEN", token);
    }
    command.output().expect("fiasco runs")
}

fn dump(folder: &Path) -> Value {
    let text = std::fs::read_to_string(folder.join("netbox.json")).expect("a file was written");
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// A list of so many rows, in pages of two; `next` says the host that a server behind a proxy believes it has.
fn paged(request: &Request, count: u64) -> Answer {
    let offset: u64 = request
        .query("offset")
        .and_then(|offset| offset.parse().ok())
        .unwrap_or(0);
    let row = |n: u64| {
        json!({
            "id": n, "url": format!("http://inside{}{n}/", request.path()), "name": format!("row-{n}"),
            "comments": "root password is swordfish", "custom_fields": {"vault": "swordfish"},
            "rack": null, "site": {"id": 1, "url": "http://inside/", "name": "hq", "description": ""},
        })
    };
    let rows: Vec<Value> = (offset..count.min(offset + 2)).map(row).collect();
    let next = (offset + 2 < count).then(|| {
        format!(
            "http://inside:8000{}?limit=2&offset={}",
            request.path(),
            offset + 2
        )
    });
    Answer::json(json!({"count": count, "next": next, "previous": null, "results": rows}))
}

/// A server with five devices and an empty list for all else, but for what `other` answers.
fn netbox(other: impl Fn(&Request) -> Option<Answer> + Send + Sync + 'static) -> Server {
    Server::start(move |request| {
        other(request).unwrap_or_else(|| match request.path() {
            "/api/dcim/devices/" => paged(request, 5),
            path if path.starts_with("/api/") => paged(request, 0),
            _ => Answer::status(404),
        })
    })
}

/// The token is in nothing that was printed or written.
fn assert_no_token(folder: &Path, output: &Output) {
    let mut texts = vec![stdout(output), stderr(output)];
    for entry in std::fs::read_dir(folder).expect("the folder").flatten() {
        texts.push(std::fs::read_to_string(entry.path()).unwrap_or_default());
        assert!(
            !entry.file_name().to_string_lossy().ends_with(".part"),
            "a half-written file is left"
        );
    }
    for text in texts {
        assert!(!text.contains(TOKEN), "{text}");
    }
}

fn gap<'d>(dump: &'d Value, endpoint: &str) -> &'d Value {
    let gaps = dump["gaps"].as_array().expect("gaps");
    let mut found = gaps.iter().filter(|gap| gap["endpoint"] == endpoint);
    found
        .next()
        .unwrap_or_else(|| panic!("no gap of {endpoint} in {gaps:?}"))
}

fn fresh(name: &str) -> PathBuf {
    scratch(&format!("pull-{name}"))
}

#[test]
fn pages_are_followed_and_kept_slim() {
    let (server, folder) = (netbox(|_| None), fresh("pages"));
    let output = pull(&folder, &format!("{}/api/", server.url()), &[]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(
        stdout(&output).starts_with("5 rows of 23 lists from http://127.0.0.1:"),
        "{}",
        stdout(&output)
    );
    assert_eq!(stderr(&output), "", "no progress where no terminal is");
    let dump = dump(&folder);
    assert_eq!(dump["schema"], "fiasco/netbox/1");
    assert_eq!(dump["gaps"], json!([]));
    let devices = &dump["endpoints"]["dcim/devices"];
    assert_eq!(devices["count"], 5);
    let row = |n: u64| json!({"id": n, "name": format!("row-{n}"), "site": {"id": 1, "name": "hq"}});
    assert_eq!(
        devices["results"],
        json!([row(0), row(1), row(2), row(3), row(4)])
    );
    let text = std::fs::read_to_string(folder.join("netbox.json")).expect("a file");
    assert!(!text.contains("swordfish"), "secrets of NetBox stay there");
    for request in server.asked() {
        assert_eq!(
            request.header("authorization"),
            Some(format!("Token {TOKEN}").as_str())
        );
    }
    let asked: Vec<String> = server.asked().into_iter().map(|request| request.target).collect();
    assert!(
        asked.contains(&"/api/dcim/devices/?limit=1000&exclude=config_context".to_owned()),
        "{asked:?}"
    );
    assert!(
        asked.contains(&"/api/dcim/devices/?limit=2&offset=4".to_owned()),
        "{asked:?}"
    );
    assert_no_token(&folder, &output);
}

#[test]
fn tokens_of_the_second_kind_are_bearer_tokens() {
    let (server, folder) = (netbox(|_| None), fresh("bearer"));
    let output = pull_with(&folder, &server.url(), &[], Some("nbt_key.secret"));
    assert!(output.status.success(), "{}", stderr(&output));
    let asked = server.asked();
    let first = asked.first().expect("a request");
    assert_eq!(first.header("authorization"), Some("Bearer nbt_key.secret"));
}

#[test]
fn without_a_token_none_is_sent() {
    let (server, folder) = (netbox(|_| None), fresh("anonymous"));
    let output = pull_with(&folder, &server.url(), &[], None);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(
        server
            .asked()
            .iter()
            .all(|request| request.header("authorization").is_none())
    );
}

#[test]
fn a_variable_that_is_asked_for_has_to_be_set() {
    let folder = fresh("unset");
    let output = pull(
        &folder,
        "http://127.0.0.1:1",
        &["--token-env", "NO_SUCH_VARIABLE_HERE"],
    );
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("NO_SUCH_VARIABLE_HERE is not set"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_page_that_fails_leaves_a_gap() {
    let broken = |request: &Request| {
        let late = request.path() == "/api/dcim/devices/" && request.query("offset") == Some("4");
        late.then(|| Answer::status(502).header("retry-after", 0))
    };
    let (server, folder) = (netbox(broken), fresh("gap"));
    let output = pull(&folder, &server.url(), &[]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(
        stderr(&output).contains("warning: dcim/devices: read 4 of 5 rows: "),
        "{}",
        stderr(&output)
    );
    let dump = dump(&folder);
    let gap = gap(&dump, "dcim/devices");
    assert_eq!((&gap["read"], &gap["of"]), (&json!(4), &json!(5)));
    assert!(
        gap["error"]
            .as_str()
            .is_some_and(|error| error.ends_with("answered 502 4 times, and asks to wait 0 s")),
        "{gap}"
    );
    let tries = server
        .asked()
        .iter()
        .filter(|request| request.query("offset") == Some("4"))
        .count();
    assert_eq!(tries, 4);
    assert_no_token(&folder, &output);
}

#[test]
fn an_answer_that_breaks_off_leaves_a_gap() {
    let broken = |request: &Request| {
        let late = request.path() == "/api/dcim/devices/" && request.query("offset") == Some("2");
        late.then(|| Answer {
            breaks_after: Some(20),
            ..paged(request, 5)
        })
    };
    let (server, folder) = (netbox(broken), fresh("broken-off"));
    let output = pull(&folder, &server.url(), &[]);
    assert!(output.status.success(), "{}", stderr(&output));
    let dump = dump(&folder);
    let error = gap(&dump, "dcim/devices")["error"].as_str().unwrap_or_default();
    assert!(error.contains("broke off while it answered"), "{error}");
}

#[test]
fn a_busy_server_is_asked_again() {
    let busy = std::sync::atomic::AtomicU32::new(0);
    let (server, folder) = (
        netbox(move |request| {
            let first = request.path() == "/api/dcim/racks/"
                && busy.fetch_add(1, std::sync::atomic::Ordering::SeqCst) < 2;
            first.then(|| Answer::status(429).header("retry-after", 0))
        }),
        fresh("busy"),
    );
    let output = pull(&folder, &server.url(), &[]);
    assert!(output.status.success());
    assert_eq!(dump(&folder)["gaps"], json!([]));
}

#[test]
fn a_server_that_asks_for_a_long_wait_is_left_alone() {
    let (server, folder) = (
        netbox(|request| {
            (request.path() == "/api/dcim/racks/").then(|| Answer::status(503).header("retry-after", 3600))
        }),
        fresh("wait"),
    );
    let output = pull(&folder, &server.url(), &[]);
    let dump = dump(&folder);
    let error = gap(&dump, "dcim/racks")["error"].as_str().unwrap_or_default();
    assert!(
        error.ends_with("answered 503, and asks to wait 3600 s"),
        "{error}"
    );
    assert!(output.status.success());
}

#[test]
fn a_refused_token_stops_at_once_and_is_not_repeated() {
    for status in [401, 403] {
        let refuse = move |request: &Request| {
            let sent = request.header("authorization").unwrap_or_default();
            let words = json!({"detail": format!("Invalid token: {sent}")});
            Some(Answer {
                body: words.to_string(),
                ..Answer::status(status)
            })
        };
        let (server, folder) = (netbox(refuse), fresh(&format!("refused-{status}")));
        let output = pull(&folder, &server.url(), &[]);
        assert_eq!(output.status.code(), Some(2));
        let said = stderr(&output);
        assert!(said.contains("the token in NETBOX_TOKEN was refused"), "{said}");
        assert!(said.contains("Invalid token: Token ***"), "{said}");
        assert_eq!(server.asked().len(), 1);
        assert!(
            !folder.join("netbox.json").exists(),
            "nothing was read, so nothing is written"
        );
        assert_no_token(&folder, &output);
    }
}

#[test]
fn what_the_token_may_not_see_is_a_gap() {
    let words = r#"{"detail": "You do not have permission to perform this action."}"#;
    let (server, folder) = (
        netbox(move |request| {
            request.path().starts_with("/api/ipam/").then(|| Answer {
                body: words.to_owned(),
                ..Answer::status(403)
            })
        }),
        fresh("permission"),
    );
    let output = pull(&folder, &server.url(), &[]);
    assert!(output.status.success(), "{}", stderr(&output));
    let dump = dump(&folder);
    assert_eq!(dump["gaps"].as_array().map(Vec::len), Some(6));
    let error = gap(&dump, "ipam/vrfs")["error"].as_str().unwrap_or_default();
    assert!(
        error.contains("the token in NETBOX_TOKEN may not read this"),
        "{error}"
    );
}

#[test]
fn a_redirect_to_another_origin_is_not_followed() {
    let thief = Server::start(|request| paged(request, 1));
    let to = format!("{}/api/dcim/sites/", thief.url());
    let (server, folder) = (
        netbox(move |_| Some(Answer::status(302).header("location", &to))),
        fresh("redirect"),
    );
    let output = pull(&folder, &server.url(), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("which is not followed"),
        "{}",
        stderr(&output)
    );
    assert!(stderr(&output).contains(&thief.url()), "{}", stderr(&output));
    assert!(thief.asked().is_empty(), "the other server heard of us");
    assert_no_token(&folder, &output);
}

#[test]
fn a_redirect_on_the_same_server_is_followed() {
    let (server, folder) = (
        netbox(|request| {
            (request.path() == "/api/dcim/racks/")
                .then(|| Answer::status(301).header("location", "/api/moved/racks/"))
        }),
        fresh("moved"),
    );
    let output = pull(&folder, &server.url(), &[]);
    assert_eq!(dump(&folder)["gaps"], json!([]), "{}", stderr(&output));
}

#[test]
fn redirects_in_a_circle_end() {
    let (server, folder) = (
        netbox(|request| Some(Answer::status(302).header("location", request.path()))),
        fresh("circle"),
    );
    let output = pull(&folder, &server.url(), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("more than 5 redirects"),
        "{}",
        stderr(&output)
    );
    assert!(server.asked().len() <= 6);
}

#[test]
fn a_slow_answer_is_not_waited_for() {
    let (server, folder) = (
        netbox(|request| {
            (request.path() == "/api/dcim/racks/").then(|| Answer {
                delay: Duration::from_secs(3),
                ..paged(request, 1)
            })
        }),
        fresh("slow"),
    );
    let output = pull(&folder, &server.url(), &["--timeout", "1"]);
    let dump = dump(&folder);
    let error = gap(&dump, "dcim/racks")["error"].as_str().unwrap_or_default();
    assert!(error.ends_with("did not answer within 1 s"), "{error}");
    assert!(output.status.success());
}

#[test]
fn a_page_for_people_is_no_api() {
    let html = |_: &Request| {
        Some(Answer {
            headers: vec![("content-type", "text/html".to_owned())],
            body: "<!doctype html><title>NetBox</title>".to_owned(),
            ..Answer::json("")
        })
    };
    let (server, folder) = (netbox(html), fresh("html"));
    let output = pull(&folder, &server.url(), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("answered with HTML, not JSON: is the URL the API's root?"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn json_that_is_no_list_is_no_api() {
    let (server, folder) = (netbox(|_| Some(Answer::json(r#"{"hello": 1}"#))), fresh("hello"));
    let output = pull(&folder, &server.url(), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("no list of rows"), "{}", stderr(&output));
}

#[test]
fn nothing_at_that_place() {
    let (server, folder) = (netbox(|_| None), fresh("nowhere"));
    let output = pull(&folder, &format!("{}/wrong/", server.url()), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("answered 404"), "{}", stderr(&output));
}

#[test]
fn lists_that_a_version_does_not_have_are_said() {
    let (server, folder) = (
        netbox(|request| request.path().contains("fhrp").then(|| Answer::status(404))),
        fresh("absent"),
    );
    let output = pull(&folder, &server.url(), &[]);
    assert!(
        stderr(&output).contains("does not have ipam/fhrp-groups"),
        "{}",
        stderr(&output)
    );
    assert_eq!(dump(&folder)["absent"], json!(["ipam/fhrp-groups"]));
}

#[test]
fn pages_that_lead_in_a_circle_end() {
    let circle = |request: &Request| {
        let rows = json!([{"id": 1, "name": "again"}]);
        let next = format!("http://inside{}?limit=1000", request.path());
        (request.path() == "/api/dcim/racks/")
            .then(|| Answer::json(json!({"count": 9, "next": next, "results": rows})))
    };
    let (server, folder) = (netbox(circle), fresh("loop"));
    let output = pull(&folder, &server.url(), &[]);
    assert!(output.status.success());
    let dump = dump(&folder);
    let error = gap(&dump, "dcim/racks")["error"].as_str().unwrap_or_default();
    assert_eq!(error, "the next page is one that was read before");
}

#[test]
fn pages_without_end_end() {
    let endless = |request: &Request| {
        let offset: u64 = request
            .query("offset")
            .and_then(|offset| offset.parse().ok())
            .unwrap_or(0);
        let next = format!("http://inside{}?offset={}", request.path(), offset + 1);
        (request.path() == "/api/dcim/racks/")
            .then(|| Answer::json(json!({"count": 3, "next": next, "results": [{"id": offset}]})))
    };
    let (server, folder) = (netbox(endless), fresh("endless"));
    let output = pull(&folder, &server.url(), &[]);
    assert!(output.status.success());
    let dump = dump(&folder);
    let gap = gap(&dump, "dcim/racks");
    assert_eq!(gap["read"], 7);
    assert!(
        gap["error"]
            .as_str()
            .is_some_and(|error| error.contains("past twice the rows")),
        "{gap}"
    );
}

#[test]
fn a_server_that_goes_away_is_not_asked_for_everything() {
    let gone = |request: &Request| {
        (!request.path().contains("sites")).then(|| Answer::status(500).header("retry-after", 0))
    };
    let (server, folder) = (
        netbox(move |request| {
            if request.path().contains("sites") {
                Some(paged(request, 1))
            } else {
                gone(request)
            }
        }),
        fresh("gone"),
    );
    let output = pull(&folder, &server.url(), &[]);
    assert!(output.status.success());
    assert_eq!(
        server.asked().len(),
        1 + 3 * 4,
        "three lists, four tries each, and no more"
    );
    assert_eq!(
        gap(&dump(&folder), "ipam/vlans")["error"],
        "not asked for, as the server failed before"
    );
}

#[test]
fn nobody_listens() {
    let folder = fresh("refuse");
    let free = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.local_addr().expect("its address")
    };
    let output = pull(&folder, &format!("http://{free}"), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("connection refused"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_name_that_nobody_knows() {
    let folder = fresh("unknown");
    let output = pull(&folder, "http://netbox.invalid", &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("failed to find http://netbox.invalid"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn a_server_that_does_not_speak_tls() {
    let (server, folder) = (netbox(|_| None), fresh("plain"));
    let output = pull(&folder, &server.url().replace("http:", "https:"), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("safely"), "{}", stderr(&output));
    assert_no_token(&folder, &output);
}

#[test]
fn a_password_in_the_url_is_sent_and_never_shown() {
    let (server, folder) = (netbox(|_| None), fresh("userinfo"));
    let url = server.url().replace("http://", "http://me:swordfish@");
    let output = pull_with(&folder, &url, &[], None);
    assert!(output.status.success(), "{}", stderr(&output));
    let asked = server.asked();
    let sent = asked.first().and_then(|request| request.header("authorization"));
    assert_eq!(sent, Some("Basic bWU6c3dvcmRmaXNo"));
    let text = std::fs::read_to_string(folder.join("netbox.json")).expect("a file");
    for text in [text, stdout(&output), stderr(&output)] {
        assert!(!text.contains("swordfish") && !text.contains("me:"), "{text}");
    }
    let both = pull(&folder, &url, &[]);
    assert_eq!(both.status.code(), Some(2));
    assert!(stderr(&both).contains("only one of them"), "{}", stderr(&both));
    assert!(!stderr(&both).contains("swordfish"));
}

#[test]
fn files_are_whole_or_not_there() {
    let (server, folder) = (netbox(|_| None), fresh("whole"));
    let output = pull(&folder, &server.url(), &["--out", "no/such/folder/netbox.json"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("failed to write no/such/folder/netbox.json"),
        "{}",
        stderr(&output)
    );
    std::fs::write(folder.join("netbox.json"), "old").expect("a file");
    let output = pull(&folder, &server.url(), &[]);
    assert!(output.status.success());
    assert_eq!(dump(&folder)["schema"], "fiasco/netbox/1");
    assert_no_token(&folder, &output);
}

#[test]
fn a_private_authority_has_to_be_named() {
    let server = Server::start_secure(|request| paged(request, 1));
    let folder = fresh("tls");
    let output = pull(&folder, &server.url(), &[]);
    assert_eq!(output.status.code(), Some(2));
    let said = stderr(&output);
    assert!(said.contains("safely") && said.contains("--ca-file"), "{said}");
    assert!(server.asked().is_empty(), "the token went to an unknown server");
    let authority = support::root().join("crates/fiasco/tests/support/tls/ca.pem");
    let authority = authority.to_str().expect("a path");
    let output = pull(&folder, &server.url(), &["--ca-file", authority]);
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(server.asked().len(), 23);
}

#[test]
fn wrong_certificates_are_said_at_once() {
    let folder = fresh("ca");
    std::fs::write(folder.join("empty.pem"), "nothing here\n").expect("a file");
    for (file, why) in [
        ("missing.pem", "No such file"),
        ("empty.pem", "it holds no certificate"),
    ] {
        let output = pull(&folder, "https://127.0.0.1:1", &["--ca-file", file]);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains(why), "{}", stderr(&output));
    }
}

//! Plain http on the https port: redirected, and nothing else.

use roost::server::net::plain_http::answer;

#[test]
fn a_page_is_led_to_the_same_path_over_https_and_nothing_else_gets_into_the_answer() {
    let origin = "https://chat.example.org";
    let to = |path: &str| format!("\r\nlocation: {origin}{path}\r\n");
    for (head, path) in [
        ("GET /rooms/lobby?draft=a%20b HTTP/1.1\r\nHost: evil.example\r\n\r\n", Some("/rooms/lobby?draft=a%20b")),
        ("HEAD / HTTP/1.0\r\n\r\n", Some("/")),
        // A path that begins with two slashes stays on this origin.
        ("GET //evil.example/x HTTP/1.1\r\n\r\n", Some("//evil.example/x")),
        ("POST /signin HTTP/1.1\r\n\r\npassword=x", None),
        ("GET http://evil.example/ HTTP/1.1\r\n\r\n", None),
        ("GET /a\u{7f}b HTTP/1.1\r\n\r\n", None),
        ("GET /a\tb HTTP/1.1\r\n\r\n", None),
        ("GET /a\nSet-Cookie:x HTTP/1.1\r\n\r\n", None),
        ("GET /ü HTTP/1.1\r\n\r\n", None),
        ("GET / SPDY/3\r\n\r\n", None),
        ("", None),
    ] {
        let said = answer(head.as_bytes(), origin);
        match path {
            Some(path) => assert!(said.starts_with("HTTP/1.1 308 ") && said.contains(&to(path)), "{head:?}: {said}"),
            None => assert!(said.starts_with("HTTP/1.1 400 ") && !said.contains("location"), "{head:?}: {said}"),
        }
        assert!(said.contains(&format!("https: {origin}\n")), "{said}");
        let (head, body) = said.split_once("\r\n\r\n").expect("a head and a body");
        assert!(head.contains(&format!("content-length: {}\r\n", body.len())), "{said}");
    }
    assert!(answer(&[0xff, 0xfe, b'\r', b'\n'], origin).starts_with("HTTP/1.1 400 "));
}

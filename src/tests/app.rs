//! The installed app: its manifest, its colours, share targets, and `/` for signed-in people.

use super::support::{Person, Reply, TestApp};
use reqwest::Method;
use roost::server::web::manifest::png_size;
use std::collections::BTreeSet;

/// The tag that opens the document.
fn html_tag(page: &Reply) -> &str {
    let rest = page.text.split("<html").nth(1).expect("a document");
    rest.split('>').next().expect("the end of a tag")
}

/// The contents of the meta elements of a name.
fn meta<'a>(page: &'a Reply, name: &str) -> Vec<&'a str> {
    let named = format!("name=\"{name}\"");
    let tags = page.text.split("<meta ").skip(1).filter_map(|rest| rest.split('>').next());
    let said = tags.filter(|tag| tag.contains(&named)).filter_map(|tag| tag.split("content=\"").nth(1));
    said.filter_map(|rest| rest.split('"').next()).collect()
}

/// A request for a page by another name of the server.
async fn by_host(person: &Person, host: &str, path: &str) -> Reply {
    person.send(person.request(Method::GET, path).header("host", host)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_manifest_holds_what_installing_needs() {
    let app = TestApp::start().await;
    let visitor = app.visitor("visitor");
    let reply = visitor.get("/manifest.webmanifest").await;
    assert_eq!(reply.status, 200);
    assert!(reply.header("content-type").starts_with("application/manifest+json"));
    let manifest = reply.json();
    for (key, value) in [("id", "/"), ("start_url", "/"), ("scope", "/"), ("display", "standalone"), ("name", "Roost")]
    {
        assert_eq!(manifest[key], value, "{key}");
    }
    let icons = manifest["icons"].as_array().expect("icons");
    let kinds: BTreeSet<_> = icons.iter().map(|icon| (icon["sizes"].as_str(), icon["purpose"].as_str())).collect();
    for kind in [("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")] {
        assert!(kinds.contains(&(Some(kind.0), Some(kind.1))), "{kind:?} in {kinds:?}");
    }
    for icon in icons {
        let file = format!("{}/public{}", env!("CARGO_MANIFEST_DIR"), icon["src"].as_str().expect("an address"));
        let (width, height) = png_size(&std::fs::read(&file).expect("the icon is there")).expect("a PNG");
        assert_eq!(icon["sizes"], format!("{width}x{height}"), "{file}");
    }
    let page = visitor.get("/").await;
    assert!(page.text.contains("rel=\"manifest\"") && page.text.contains("href=\"/manifest.webmanifest\""));
    assert!(meta(&page, "theme-color").contains(&manifest["theme_color"].as_str().expect("a colour")));

    // The manifest's addresses exist.
    let ada = app.person("ada").await;
    for shortcut in manifest["shortcuts"].as_array().expect("shortcuts") {
        let path = shortcut["url"].as_str().expect("an address");
        assert_eq!(ada.get(path).await.status, 200, "{path}");
    }
    assert_eq!(ada.get(manifest["share_target"]["action"].as_str().expect("an address")).await.status, 200);
}

#[test]
fn only_a_png_has_the_size_of_one() {
    let head = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x05\0\0\0\x03\x20";
    assert_eq!(png_size(head), Some((1280, 800)));
    for bad in [&b""[..], b"GIF89a", &head[..20], &[0; 64]] {
        assert_eq!(png_size(bad), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ada_chooses_how_it_looks_and_this_browser_keeps_to_it() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let page = ada.get("/settings/app").await;
    assert!(!html_tag(&page).contains("data-theme"), "the system decides: {}", html_tag(&page));
    assert_eq!((meta(&page, "color-scheme"), meta(&page, "theme-color").len()), (vec!["light dark"], 2));

    for (theme, colour) in [("dark", "#191613"), ("light", "#fbf9f6")] {
        let reply = ada.post("/settings/app", &[("theme", theme)]).await;
        assert_eq!((reply.status, reply.location()), (303, "/settings/app?done=saved"));
        let page = ada.get(reply.location()).await;
        assert!(html_tag(&page).contains(&format!("data-theme=\"{theme}\"")), "{}", html_tag(&page));
        assert_eq!((meta(&page, "color-scheme"), meta(&page, "theme-color")), (vec![theme], vec![colour]));
        let chosen = page.text.split("value=\"").find(|rest| rest.starts_with(theme)).expect("the choice");
        assert!(chosen.split('>').next().is_some_and(|tag| tag.contains("checked")), "{chosen:.60}");
        assert!(page.text.contains("Saved."));
    }
    let other = ada.elsewhere();
    assert!(!html_tag(&other.get("/signin").await).contains("data-theme"), "another device is not asked");
    ada.sign_out().await;
    assert!(html_tag(&ada.get("/signin").await).contains("data-theme=\"light\""), "it is the browser's");
    ada.sign_in().await;

    ada.post("/settings/app", &[("theme", "system")]).await;
    assert_eq!(ada.cookie("theme"), None);
    ada.post("/settings/app", &[("theme", "dark")]).await;
    ada.post("/settings/app", &[("theme", "\"><script>")]).await;
    assert_eq!(ada.cookie("theme").as_deref(), Some("dark"), "what is no theme is refused");
    ada.post("/settings/app", &[("theme", "system")]).await;
    for forged in ["\"><script>", "DARK", "", "dark light"] {
        ada.set_cookie("theme", forged);
        let page = ada.get("/settings/app").await;
        assert!(!html_tag(&page).contains("data-theme"), "{forged}: {}", html_tag(&page));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_settings_say_what_this_connection_allows() {
    let app = TestApp::with(|config| config.origin = "http://chat.lan".parse().ok()).await;
    let (mut ada, mut bo) = (app.visitor("ada"), app.visitor("bo"));
    for person in [&mut ada, &mut bo] {
        person.origin = "http://chat.lan".to_owned();
        assert_eq!(person.sign_up().await.status, 303);
    }
    let here = by_host(&ada, "localhost:3000", "/settings/app").await;
    assert!(here.text.contains("data-install") && here.text.contains("Everything works"), "on this machine");
    let plain = by_host(&bo, "chat.lan", "/settings/app").await;
    assert!(plain.text.contains("plain http") && plain.text.contains("ask whoever runs this place"));
    // The menu beside it has the button too, for browsers that offer installing.
    let page = plain.text.split("id=\"main\"").nth(1).expect("what the page is about");
    assert!(!page.contains("data-install") && !page.contains("ROOST_TLS_CERT"));
    assert!(by_host(&ada, "chat.lan", "/settings/app").await.text.contains("ROOST_TLS_CERT"), "she runs it");

    let safe = TestApp::with(|config| config.origin = "https://chat.example.org".parse().ok()).await;
    let mut cleo = safe.visitor("cleo");
    cleo.origin = "https://chat.example.org".to_owned();
    cleo.sign_up().await;
    let page = by_host(&cleo, "chat.example.org", "/settings/app").await;
    assert!(page.text.contains("data-install") && !page.text.contains("plain http"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_app_shares_goes_to_a_room_as_a_draft() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let bo = app.person("bo").await;
    let (garden, kitchen) = (ada.create_room("Garden").await, ada.create_room("Kitchen").await);
    bo.create_room("Bo's own").await;
    let shared =
        ada.get("/share?title=Beans&text=Look+at+%3Cthese%3E&url=https%3A%2F%2Fbeans.example%2F%3Fa%3D1%26b").await;
    assert_eq!(shared.status, 200);
    let text = "Beans\nLook at &lt;these&gt;\nhttps://beans.example/?a=1&amp;b";
    assert!(shared.text.contains(&format!(">{text}</blockquote>")), "{}", shared.text);
    for room in [&garden, &kitchen] {
        assert!(shared.text.contains(&format!("formaction=\"/rooms/{}\"", room.slug)), "{}", room.slug);
    }
    assert!(!shared.text.contains("formaction=\"/rooms/bo"), "her own rooms alone");

    let open = ada.get("/rooms/garden?draft=Look+at+%3C%2Ftextarea%3E%26amp%3B").await;
    assert!(open.text.contains("Look at &lt;/textarea>&amp;amp;</textarea>"), "{}", open.text);
    let percent = ada.get("/rooms/garden?draft=100%25+and+%2541").await;
    assert!(percent.text.contains("100% and %41</textarea>"), "decoded once: {}", percent.text);
    assert_eq!(ada.log(&garden).await.len(), 1, "nothing is sent before she does");
    assert!(!bo.get("/rooms/garden?draft=x").await.text.contains("<textarea"), "a stranger has no composer");
}

#[tokio::test(flavor = "multi_thread")]
async fn words_that_come_twice_are_shared_once() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    ada.create_room("Garden").await;
    for (query, text) in [
        ("title=Beans&text=Beans+are+up", "Beans are up"),
        ("text=See+https%3A%2F%2Fa.example%2F&url=https%3A%2F%2Fa.example%2F", "See https://a.example/"),
        ("title=Beans", "Beans"),
        ("title=+&text=+x+&url=", "x"),
    ] {
        let page = ada.get(&format!("/share?{query}")).await;
        assert!(page.text.contains(&format!("name=\"draft\" value=\"{text}\"")), "{query}: {}", page.text);
    }
    for query in ["", "?text=", "?text=+%0A"] {
        let page = ada.get(&format!("/share{query}")).await;
        assert!(page.status == 200 && page.text.contains("Nothing came along"), "{query}");
    }
    let long = ada.get(&format!("/share?text={}", "x".repeat(20_000))).await;
    assert!(long.text.contains(&format!("value=\"{}\"", "x".repeat(16_000))), "as long as a message can be");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_first_loses_nothing_of_what_was_shared() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    ada.create_room("Garden").await;
    let again = ada.elsewhere();
    let path = "/share?title=Beans&text=a+b%20%26%20c&url=";
    let asked = again.get(path).await;
    assert!(asked.location().starts_with("/signin?next="), "{} {}", asked.status, asked.location());
    let page = again.get(asked.location()).await;
    let next = page.text.split("name=\"next\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
    let next = next.expect("where to go on").replace("&amp;", "&");
    assert_eq!(next, path);
    let up =
        page.text.split("href=\"/signup").nth(1).and_then(|rest| rest.split('"').next()).expect("the other way in");
    let page = again.get(&format!("/signup{}", up.replace("&amp;", "&"))).await;
    assert!(page.text.replace("&amp;", "&").contains(&format!("value=\"{path}\"")), "by that way too");
    let fields = [("username", "ada"), ("password", &*ada.password), ("next", &*next)];
    let entered = again.post("/signin", &fields).await;
    assert_eq!(entered.location(), path);
    assert!(again.get(entered.location()).await.text.contains("Beans\na b &amp; c"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_in_is_not_asked_to_come_in() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    for (path, to) in [
        ("/signin", "/"),
        ("/signup", "/"),
        ("/signin?next=/rooms/new", "/rooms/new"),
        ("/signup?next=//evil.example", "/"),
        ("/signin?next=https://evil.example", "/"),
    ] {
        let reply = ada.get(path).await;
        assert_eq!((reply.status, reply.location()), (303, to), "{path}");
    }
    ada.sign_out().await;
    assert_eq!(ada.get("/signin").await.status, 200);
    ada.set_cookie("roost", &"x".repeat(43));
    assert_eq!(ada.get("/signup").await.status, 200, "a session that is none leads nowhere");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_told_to_wait_is_told_how_long_by_pages_too() {
    let app = TestApp::with(|config| config.sign_in_tries = 1).await;
    app.person("ada").await;
    let wrong = [("username", "ada"), ("password", "a wrong password")];
    let visitor = app.visitor("visitor");
    let first = visitor.post("/signin", &wrong).await;
    assert_eq!((first.status, first.header("retry-after")), (401, ""));
    let second = visitor.post("/signin", &wrong).await;
    assert_eq!(second.status, 429);
    let seconds: u64 = second.header("retry-after").parse().expect("seconds");
    assert!(seconds > 0 && second.text.contains(&format!("{seconds} seconds")), "{seconds}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_link_of_every_page_skips_to_what_it_is_about() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    ada.create_room("Garden").await;
    let visitor = app.visitor("visitor");
    for (person, path, to, words) in [
        (&visitor, "/", "#main", "Skip to content"),
        (&visitor, "/rooms/garden", "#main", "Skip to content"),
        (&ada, "/rooms", "#main", "Skip to content"),
        (&ada, "/settings/app", "#main", "Skip to content"),
        (&ada, "/rooms/garden", "#conversation", "Skip to conversation"),
    ] {
        let page = person.get(path).await.text;
        let body = page.split("<body").nth(1).expect("a body");
        let first = body.split("<a ").nth(1).and_then(|rest| rest.split("</a>").next()).expect("a link");
        assert!(first.contains(&format!("href=\"{to}\"")) && first.contains(words), "{path}: {first}");
        let before = body.split("<a ").next().expect("what is before it");
        assert!(!before.contains("<button") && !before.contains("<input"), "{path}: it is the first");
        assert_eq!(page.matches(&format!("id=\"{}\"", &to[1..])).count(), 1, "{path}: it leads somewhere");
    }
}

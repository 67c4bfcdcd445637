//! The shape of a page, by which the client knows whether its markup is unchanged.

use super::support::TestApp;
use roost::{model::page_data::UNKNOWN_SHAPE, server::web::markup_shape::signed};

fn page(inside: &str) -> String {
    let html = format!("<!DOCTYPE html><html><body><div data-shape=\"{UNKNOWN_SHAPE}\">{inside}</div></body></html>");
    String::from_utf8(signed(html.as_bytes()).to_vec()).expect("text")
}

fn shape(inside: &str) -> String {
    let page = page(inside);
    let (_, rest) = page.split_once("data-shape=\"").expect("it is said");
    rest[..UNKNOWN_SHAPE.len()].to_owned()
}

#[test]
fn markup_that_a_browser_reads_alike_has_one_shape() {
    let same = [
        ("<p>one</p>", "<p class=\"x\" title=\"a > b\">other words</p>"),
        ("<input value=\"\"><br>", "<input value=\"<div>\"><br>"),
        ("<textarea>\n</textarea>", "<textarea></textarea>"),
        ("<textarea>a</textarea>", "<textarea>\nb &lt;/p&gt;</textarea>"),
        ("<svg><path d=\"M0\" />\n<g></g></svg>", "<svg></svg>"),
        ("<div data-opaque=\"page\"><p>one</p></div>", "<div data-opaque=\"page\"></div>"),
        ("<!>", "<!---->"),
    ];
    for (one, other) in same {
        assert_eq!(shape(one), shape(other), "{one} {other}");
    }
}

#[test]
fn every_node_more_less_or_elsewhere_is_another_shape() {
    let all = [
        "",
        "a",
        "<!>",
        "<!--b-->",
        "<p></p>",
        "<p>a</p>",
        "<p>a<!>a</p>",
        "<p><!>a</p>",
        "<b></b>",
        "<p></p><p></p>",
        "<p><p></p></p>",
        "<p></p><b></b>",
        "<b></b><p></p>",
        "<br>",
        "<textarea></textarea>",
        "<textarea>a</textarea>",
        "<svg></svg>",
        "<svg></svg><svg></svg>",
        "<div></div>",
        "<font>a</font>",
    ];
    let mut shapes: Vec<_> = all.iter().map(|inside| shape(inside)).collect();
    shapes.sort();
    shapes.dedup();
    assert_eq!(shapes.len(), all.len());
    assert!(!shapes.contains(&UNKNOWN_SHAPE.to_owned()));
}

#[test]
fn a_page_without_a_place_for_it_stays_as_it_is() {
    for page in ["", "<p>", "no markup at all", "<div data-shape=\"12345678\"></div>"] {
        assert_eq!(&signed(page.as_bytes())[..], page.as_bytes());
    }
}

#[tokio::test]
async fn every_page_says_its_shape() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let room = ada.create_room("Garden").await;
    for path in ["/rooms", "/settings", "/nowhere", &format!("/rooms/{}", room.slug)] {
        let page = ada.get(path).await.text;
        assert_eq!(page.matches("data-shape=\"").count(), 1, "{path}");
        assert!(!page.contains(UNKNOWN_SHAPE), "{path}");
    }
}

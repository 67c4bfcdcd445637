//! Menus: their entries as one text, for an element that the browser opens and closes by itself. `public/actions.js`
//! closes it after a choice.

use super::text::html;

/// Action of an entry of a menu.
pub(super) enum Does<'a> {
    /// Leads to an address.
    Goes(&'a str),
    /// Is answered by a script: the attribute that names it, and its value.
    Runs(&'static str, &'a str),
    /// Sends a form without fields to an address, after a question.
    Sends { to: &'a str, asks: &'a str, stay: &'a str },
    /// Sends one without leaving the page, where there are scripts.
    Sets(&'a str),
}

/// An entry of a menu as HTML. `attributes`: of its item.
pub(super) fn entry(attributes: &str, does: &Does<'_>, words: &str) -> String {
    let control = match does {
        Does::Goes(to) => format!(r#"<a class="menu-item" href="{}">{words}</a>"#, html(to)),
        Does::Runs(name, value) => {
            format!(r#"<button class="menu-item" type="button" {name}="{}">{words}</button>"#, html(value))
        }
        Does::Sets(to) => {
            format!(
                r#"<form method="post" action="{}" data-module="stay"><button class="menu-item" type="submit">{words}</button></form>"#,
                html(to)
            )
        }
        Does::Sends { to, asks, stay } => {
            let (to, asks) = (html(to), html(asks));
            format!(
                r#"<form method="post" action="{to}" data-confirm="{asks}" data-stay="{stay}"><button class="menu-item" type="submit" data-danger="">{words}</button></form>"#
            )
        }
    };
    format!("<li {attributes}>{control}</li>")
}

/// Attributes of an entry that begins a new group.
pub(super) const NEXT: &str = r#"class="menu-next""#;
/// Attributes of an entry that is there with scripts only.
pub(super) const SCRIPTED: &str = r#"class="scripted""#;

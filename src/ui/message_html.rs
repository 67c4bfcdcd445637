//! A message as HTML. A timeline has many, and writing each at once costs less than making its parts one by one.

use super::{
    avatar,
    message_facts::{Facts, Turn},
    text::html,
};
use crate::{
    model::{
        User, UserId,
        mention::{Mention, Piece, pieces},
        time::{Local, iso},
    },
    state::Delivery,
    words::{people, time, timeline},
};

/// The data that a message is shown from.
pub(super) struct MessageHtml<'a> {
    pub(super) facts: &'a Facts,
    pub(super) author: Option<&'a User>,
    /// The time in the viewer's zone.
    pub(super) local: Local,
    /// The address of the message, once it is stored.
    pub(super) link: Option<String>,
    pub(super) me: Option<UserId>,
    /// The `tabindex` of its links.
    pub(super) rove: Option<&'static str>,
}

impl MessageHtml<'_> {
    /// Its face, head and words; no words while they are being edited.
    pub(super) fn to_html(&self) -> String {
        let mut parts = String::with_capacity(1024);
        parts += "<div class=\"message-side\">";
        if let Some(author) = self.author.filter(|_| self.facts.heads) {
            self.face(author, &mut parts);
        }
        parts += "</div><div class=\"message-main\"><header class=\"message-head\">";
        self.name(&mut parts);
        self.time(&mut parts);
        parts += "</header>";
        if self.facts.turn != Turn::Edits {
            self.body(&mut parts);
        }
        if self.facts.delivery == Some(Delivery::Sending) {
            parts.extend(["<span class=\"hidden\">", timeline::SENDING, "</span>"]);
        }
        parts += "</div>";
        parts
    }

    fn face(&self, author: &User, parts: &mut String) {
        *parts += "<a class=\"message-face\"";
        attribute("href", author.card().as_deref(), parts);
        parts.extend([" tabindex=\"-1\" aria-hidden=\"true\">", &avatar::html(author, 96), "</a>"]);
    }

    /// The author's name, a stop for Tab where it is seen, and their emoji.
    fn name(&self, parts: &mut String) {
        *parts += "<bdi class=\"message-author\"><a";
        attribute("href", self.author.and_then(User::card).as_deref(), parts);
        attribute("tabindex", self.rove.or((!self.facts.heads).then_some("-1")), parts);
        let name = self.author.map_or(people::UNKNOWN_NAME, |author| &author.name);
        parts.extend(["><bdi translate=\"no\">", &html(name), "</bdi></a></bdi>"]);
        if let Some(author) = self.author.filter(|author| !author.emoji.is_empty()) {
            *parts += "<span class=\"message-mood\"";
            attribute("title", Some(&author.status), parts);
            parts.extend([">", &html(&author.emoji), "</span>"]);
        }
    }

    fn time(&self, parts: &mut String) {
        *parts += "<a class=\"message-time\"";
        attribute("href", self.link.as_deref(), parts);
        attribute("tabindex", self.rove, parts);
        attribute("title", Some(&time::full(&self.local)), parts);
        *parts += "><time translate=\"no\"";
        attribute("datetime", Some(&iso(self.facts.at)), parts);
        parts.extend([">", &html(&self.local.clock()), "</time></a>"]);
    }

    /// The text, with mentions as links to profiles; or what is said in the place of a deleted one.
    fn body(&self, parts: &mut String) {
        let said = &self.facts.said;
        *parts += "<p class=\"message-body\" data-body=\"\" dir=\"auto\"";
        attribute("data-deleted", said.body.is_none().then_some(""), parts);
        *parts += ">";
        let body = said.body.as_deref().unwrap_or(timeline::DELETED);
        for piece in pieces(body, &said.mentions) {
            match piece {
                Piece::Words(words) => *parts += &html(words),
                Piece::Name(words, Mention(user, name)) => {
                    *parts += "<a class=\"mention\"";
                    attribute("href", Some(&["/people/", name].concat()), parts);
                    attribute("data-own", (Some(*user) == self.me).then_some(""), parts);
                    attribute("tabindex", self.rove, parts);
                    parts.extend([">", &html(words), "</a>"]);
                }
            }
        }
        if said.edited {
            parts.extend([" <span class=\"message-edited\">", timeline::EDITED, "</span>"]);
        }
        *parts += "</p>";
    }
}

/// An attribute, where it has a value.
fn attribute(name: &str, value: Option<&str>, parts: &mut String) {
    if let Some(value) = value {
        parts.extend([" ", name, "=\"", &html(value), "\""]);
    }
}

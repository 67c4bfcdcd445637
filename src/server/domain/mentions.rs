//! Mentions in a text that is to be stored: of members, by the usernames that they have now.

use super::{batch::Batch, needs::Needs};
use crate::model::{
    Body, RoomId, UserId,
    mention::{self, Mention},
};

/// Adds the names in a text.
pub(super) fn needs(room: RoomId, body: Option<&Body>, needs: &mut Needs) {
    let text = body.map_or("", Body::as_str);
    needs.names.extend(mention::names(text).map(|(_, name)| (room, name.to_ascii_lowercase())));
}

/// Members mentioned in a text, without its author; each once.
pub(super) fn named(batch: &Batch<'_>, room: RoomId, by: UserId, body: &Body) -> Vec<Mention> {
    let mut named: Vec<Mention> = mention::names(body.as_str())
        .filter_map(|(_, name)| {
            let key = (room, name.to_ascii_lowercase());
            batch.facts.named.get(&key).filter(|person| **person != by).map(|person| Mention(*person, key.1))
        })
        .collect();
    named.sort_unstable();
    named.dedup();
    named
}

/// Upper bound for the bytes of a text as JSON, which writes some of them as two.
pub(super) fn escaped(text: &str) -> usize {
    text.len() + text.bytes().filter(|byte| matches!(byte, b'"' | b'\\' | ..b' ')).count()
}

//! Frames that are handed over by requests, to the addresses of the forms: for browsers whose proxy
//! passes no sockets on.

use crate::{
    model::RoomId,
    wire::{ClientFrame, Refusal, ServerFrame},
};
use gloo_net::http::Request;
use web_sys::{RequestRedirect, UrlSearchParams};

/// What came of a request.
#[derive(Debug)]
pub enum Submitted {
    /// What the socket would have answered; nothing where there was no answer.
    Answered(Option<Box<ServerFrame>>),
    /// The session is over.
    SignedOut,
}

/// Hands a frame over. `slug` finds the address of a room that the reader is in.
pub async fn submit(frame: &ClientFrame, slug: impl Fn(RoomId) -> Option<String>) -> Submitted {
    let (room, ending, fields) = match frame {
        ClientFrame::Send { room, client_id, body } => {
            (*room, "", vec![("client_id", client_id.as_str().to_owned()), ("body", body.clone())])
        }
        ClientFrame::Read { room, seq, .. } => (*room, "/read", vec![("seq", seq.to_string())]),
        ClientFrame::Unread { room, seq } => (*room, "/unread", vec![("seq", seq.to_string())]),
        _ => return Submitted::Answered(None),
    };
    // What is for a room that one has left must not keep back what is for others.
    let Some(slug) = slug(room) else { return Submitted::Answered(no_room(frame).map(Box::new)) };
    match post(&format!("/rooms/{slug}{ending}"), &fields).await {
        Some((401, _)) => Submitted::SignedOut,
        Some((404, _)) => Submitted::Answered(no_room(frame).map(Box::new)),
        Some((_, text)) => Submitted::Answered(ServerFrame::read(&text).map(Box::new)),
        None => Submitted::Answered(None),
    }
}

/// Sends a form. The answer's status and text, if there is one.
async fn post(path: &str, fields: &[(&str, String)]) -> Option<(u16, String)> {
    let form = UrlSearchParams::new().ok()?;
    for (name, value) in fields {
        form.append(name, value);
    }
    let request = Request::post(path)
        .header("accept", "application/json")
        .header("content-type", "application/x-www-form-urlencoded")
        .redirect(RequestRedirect::Manual)
        .body(String::from(form.to_string()))
        .ok()?;
    let answer = request.send().await.ok()?;
    Some((answer.status(), answer.text().await.ok()?))
}

/// The answer to a message for a room that the reader is not in.
fn no_room(frame: &ClientFrame) -> Option<ServerFrame> {
    let ClientFrame::Send { room, client_id, .. } = frame else { return None };
    let (room, client_id) = (*room, client_id.clone());
    Some(ServerFrame::Refused { room, client_id, code: Refusal::NotFound, retry_after: None })
}

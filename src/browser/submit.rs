//! Frames sent as form requests, for browsers behind a proxy that blocks WebSockets.

use crate::{
    model::RoomId,
    wire::{ClientFrame, Refusal, ServerFrame},
};
use gloo_net::http::Request;
use web_sys::{RequestRedirect, UrlSearchParams};

/// The result of a submitted frame.
#[derive(Debug)]
pub enum Submitted {
    /// The frame that the socket would have answered; `None` without an answer.
    Answered(Option<Box<ServerFrame>>),
    /// The session has ended.
    SignedOut,
}

/// Submits a frame as a form. `slug` looks up the slug of a room that the viewer is a member of.
pub async fn submit(frame: &ClientFrame, slug: impl Fn(RoomId) -> Option<String>) -> Submitted {
    let (room, ending, fields) = match frame {
        ClientFrame::Send { room, client_id, body } => {
            (*room, String::new(), vec![("client_id", client_id.as_str().to_owned()), ("body", body.clone())])
        }
        ClientFrame::Edit { room, seq, base, body } => {
            (*room, format!("/{seq}/edit"), vec![("base", base.to_string()), ("body", body.clone())])
        }
        ClientFrame::Delete { room, seq } => (*room, format!("/{seq}/delete"), Vec::new()),
        ClientFrame::Read { room, seq, .. } => (*room, "/read".to_owned(), vec![("seq", seq.to_string())]),
        ClientFrame::Unread { room, seq } => (*room, "/unread".to_owned(), vec![("seq", seq.to_string())]),
        _ => return Submitted::Answered(None),
    };
    // A frame for a room that the viewer has left must not block the frames for others.
    let Some(slug) = slug(room) else { return Submitted::Answered(no_room(frame).map(Box::new)) };
    match post(&format!("/rooms/{slug}{ending}"), &fields).await {
        Some((401, _)) => Submitted::SignedOut,
        Some((404, _)) => Submitted::Answered(no_room(frame).map(Box::new)),
        Some((_, text)) => Submitted::Answered(ServerFrame::read(&text).map(Box::new)),
        None => Submitted::Answered(None),
    }
}

/// Posts a form. Returns the response's status and text, if there is one.
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

/// The answer to a message, or a change of one, in a room that the viewer is not a member of.
fn no_room(frame: &ClientFrame) -> Option<ServerFrame> {
    let (code, retry_after) = (Refusal::NotFound, None);
    match frame {
        ClientFrame::Send { room, client_id, .. } => {
            Some(ServerFrame::Refused { room: *room, client_id: client_id.clone(), code, retry_after })
        }
        ClientFrame::Edit { room, seq, .. } | ClientFrame::Delete { room, seq } => {
            Some(ServerFrame::Unchanged { room: *room, seq: *seq, code, retry_after })
        }
        _ => None,
    }
}

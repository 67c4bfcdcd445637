//! Frames that are handed over by requests, to the addresses of the forms: for browsers whose proxy
//! passes no sockets on.

use crate::{
    state::Input,
    ui::live::Live,
    wire::{ClientFrame, Refusal, ServerFrame},
};
use gloo_net::http::Request;
use web_sys::{RequestRedirect, UrlSearchParams};

/// What the server answers, if it does.
pub async fn submit(frame: &ClientFrame, live: Live) -> Option<ServerFrame> {
    let (room, ending, fields) = match frame {
        ClientFrame::Send { room, client_id, body } => {
            (*room, "", vec![("client_id", client_id.as_str().to_owned()), ("body", body.clone())])
        }
        ClientFrame::Read { room, seq, .. } => (*room, "/read", vec![("seq", seq.to_string())]),
        ClientFrame::Unread { room, seq } => (*room, "/unread", vec![("seq", seq.to_string())]),
        _ => return None,
    };
    // What is for a room that one has left must not keep back what is for others.
    let Some(slug) = live.now(|client| client.rooms.get(&room).map(|standing| standing.room.slug.clone())) else {
        return no_room(frame);
    };
    let form = UrlSearchParams::new().ok()?;
    for (name, value) in &fields {
        form.append(name, value);
    }
    let request = Request::post(&format!("/rooms/{slug}{ending}"))
        .header("accept", "application/json")
        .header("content-type", "application/x-www-form-urlencoded")
        .redirect(RequestRedirect::Manual)
        .body(String::from(form.to_string()))
        .ok()?;
    let answer = request.send().await.ok()?;
    match answer.status() {
        401 => {
            live.step(Input::Session(Some(false)));
            None
        }
        404 => no_room(frame),
        _ => ServerFrame::read(&answer.text().await.ok()?),
    }
}

/// The answer to a message for a room that the reader is not in.
fn no_room(frame: &ClientFrame) -> Option<ServerFrame> {
    let ClientFrame::Send { room, client_id, .. } = frame else { return None };
    let (room, client_id) = (*room, client_id.clone());
    Some(ServerFrame::Refused { room, client_id, code: Refusal::NotFound, retry_after: None })
}

//! The one socket of this tab: does what the client's reducer asks for, and tells it what comes.

use super::{notice, outbox, page, submit};
use crate::{
    api,
    state::{Effect, Input, Telling},
    ui::live::Live,
    wire::ServerFrame,
};
use leptos::{leptos_dom::helpers::set_timeout, task::spawn_local};
use std::{cell::RefCell, rc::Rc, time::Duration};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{CloseEvent, Event, MessageEvent, WebSocket};

thread_local! {
    static LINE: RefCell<Option<Line>> = const { RefCell::new(None) };
}

/// A socket with its listeners. Dropped, it is closed and heard of no more.
struct Line {
    socket: WebSocket,
    inbox: Inbox,
    _opened: Closure<dyn FnMut(Event)>,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _closed: Closure<dyn FnMut(CloseEvent)>,
}

impl Drop for Line {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        drop(self.socket.close());
        self.inbox.0.take();
    }
}

/// Frames that have come and are not dealt with yet: what comes while the page is busy is dealt with at
/// once, and drawn once.
#[derive(Clone, Default)]
struct Inbox(Rc<RefCell<Vec<ServerFrame>>>);

impl Inbox {
    fn put(&self, frame: ServerFrame, live: Live) {
        let is_first = self.0.borrow().is_empty();
        self.0.borrow_mut().push(frame);
        if page::is_hidden() {
            // Timers are slow there, and nothing is drawn.
            self.empty(live);
        } else if is_first {
            let inbox = self.clone();
            set_timeout(move || inbox.empty(live), Duration::ZERO);
        }
    }

    fn empty(&self, live: Live) {
        let frames = self.0.take();
        if !frames.is_empty() {
            live.steps(frames.into_iter().map(|frame| Input::Frame(Box::new(frame))));
        }
    }
}

/// Does one thing that the reducer asked for.
pub fn perform(effect: Effect, live: Live) {
    match effect {
        Effect::Connect => connect(live),
        Effect::Drop => drop(LINE.take()),
        Effect::Transmit(frame) => {
            let text = serde_json::to_string(&frame).unwrap_or_default();
            // A line that is just breaking says so by closing; what counts is sent again then.
            LINE.with_borrow(|line| line.as_ref().map(|line| line.socket.send_with_str(&text)));
        }
        Effect::Submit(frame) => spawn_local(async move {
            let answer = submit::submit(&frame, live).await.map(Box::new);
            live.step(Input::Submitted(frame, answer));
        }),
        Effect::Poll => spawn_local(async move {
            if let Ok(rooms) = api::rooms::standings().await {
                live.step(Input::Polled(rooms));
            }
        }),
        Effect::Follow(room, seq) => spawn_local(async move {
            if let Ok(page) = api::messages::newer(room, seq).await {
                live.step(Input::Newer(room, page));
            }
        }),
        Effect::AskSession => spawn_local(async move {
            let whose = api::session::signed_in().await;
            live.step(Input::Session(whose.ok().map(|whose| whose.is_some())));
        }),
        Effect::Keep(message) => drop(live.me().map(|me| outbox::keep(me, &message))),
        Effect::Forget(client_id) => drop(live.me().map(|me| outbox::forget(me, &client_id))),
        Effect::Notify(told) => {
            if let Some(Telling { who, room, line, path, .. }) = live.now(|client| client.telling(&told)) {
                notice::show(told.room, room.as_ref().unwrap_or(&who), &[&who, ": ", &line].concat(), path);
            }
        }
        Effect::Withdraw(rooms) => notice::withdraw(&rooms),
        Effect::Fetch(room) => spawn_local(live.fetch(room, Input::Opened)),
        Effect::Count(room) => spawn_local(live.fetch(room, Input::Counted)),
    }
}

/// Lets go of the line, also in the middle of using it.
pub fn hang_up() {
    LINE.with(|line| drop(line.try_borrow_mut().ok().and_then(|mut line| line.take())));
}

fn connect(live: Live) {
    let Some(location) = web_sys::window().map(|window| window.location()) else { return };
    let scheme = if location.protocol().is_ok_and(|protocol| protocol == "https:") { "wss" } else { "ws" };
    let host = location.host().unwrap_or_default();
    let Ok(socket) = WebSocket::new(&format!("{scheme}://{host}/ws")) else {
        live.step(Input::SocketClosed { code: 1006, jitter: crate::platform::random() });
        return;
    };
    let opened = Closure::<dyn FnMut(Event)>::new(move |_| live.step(Input::SocketOpened));
    let inbox = Inbox::default();
    let came = inbox.clone();
    let message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let Some(text) = event.data().as_string() else { return };
        // A frame of a later server that is not known here is not for us.
        if let Some(frame) = ServerFrame::read(&text) {
            came.put(frame, live);
        }
    });
    let last = inbox.clone();
    let closed = Closure::<dyn FnMut(CloseEvent)>::new(move |event: CloseEvent| {
        last.empty(live);
        live.step(Input::SocketClosed { code: event.code(), jitter: crate::platform::random() });
    });
    socket.set_onopen(Some(opened.as_ref().unchecked_ref()));
    socket.set_onmessage(Some(message.as_ref().unchecked_ref()));
    socket.set_onclose(Some(closed.as_ref().unchecked_ref()));
    LINE.set(Some(Line { socket, inbox, _opened: opened, _message: message, _closed: closed }));
}

//! The one socket of this tab. It tells what comes as inputs of the client's reducer.

use super::page;
use crate::{
    state::Input,
    wire::{ClientFrame, ServerFrame},
};
use leptos::leptos_dom::helpers::set_timeout;
use std::{cell::RefCell, rc::Rc, time::Duration};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{CloseEvent, Event, MessageEvent, WebSocket};

thread_local! {
    static SOCKET: RefCell<Option<Socket>> = const { RefCell::new(None) };
}

/// Takes inputs, several at once: frames that come in one go are one change.
type Sink = Rc<dyn Fn(Vec<Input>)>;

/// A socket with its listeners. Dropped, it is closed and heard of no more.
struct Socket {
    socket: WebSocket,
    inbox: Inbox,
    _opened: Closure<dyn FnMut(Event)>,
    _message: Closure<dyn FnMut(MessageEvent)>,
    _closed: Closure<dyn FnMut(CloseEvent)>,
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        drop(self.socket.close());
        self.inbox.frames.take();
    }
}

/// Frames that have come and are not dealt with yet: what comes while the page is busy is dealt with at
/// once, and drawn once.
#[derive(Clone)]
struct Inbox {
    frames: Rc<RefCell<Vec<ServerFrame>>>,
    sink: Sink,
}

impl Inbox {
    fn put(&self, frame: ServerFrame) {
        let is_first = self.frames.borrow().is_empty();
        self.frames.borrow_mut().push(frame);
        if page::is_hidden() {
            // Timers are slow there, and nothing is drawn.
            self.empty();
        } else if is_first {
            let inbox = self.clone();
            set_timeout(move || inbox.empty(), Duration::ZERO);
        }
    }

    fn empty(&self) {
        let frames = self.frames.take();
        if !frames.is_empty() {
            (self.sink)(frames.into_iter().map(|frame| Input::Frame(Box::new(frame))).collect());
        }
    }
}

/// Opens the socket, in place of the one before. `sink` is told how it goes, and `jitter` gives a number
/// from 0 up to 1 that spreads the next tries of many tabs.
pub fn connect(sink: impl Fn(Vec<Input>) + 'static, jitter: fn() -> f64) {
    let Some(location) = web_sys::window().map(|window| window.location()) else { return };
    let scheme = if location.protocol().is_ok_and(|protocol| protocol == "https:") { "wss" } else { "ws" };
    let host = location.host().unwrap_or_default();
    let sink: Sink = Rc::new(sink);
    let Ok(socket) = WebSocket::new(&format!("{scheme}://{host}/ws")) else {
        sink(vec![Input::SocketClosed { code: 1006, jitter: jitter() }]);
        return;
    };
    let opened = Closure::<dyn FnMut(Event)>::new({
        let sink = Rc::clone(&sink);
        move |_| sink(vec![Input::SocketOpened])
    });
    let inbox = Inbox { frames: Rc::default(), sink };
    let came = inbox.clone();
    let message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        let Some(text) = event.data().as_string() else { return };
        // A frame of a later server that is not known here is not for us.
        if let Some(frame) = ServerFrame::read(&text) {
            came.put(frame);
        }
    });
    let last = inbox.clone();
    let closed = Closure::<dyn FnMut(CloseEvent)>::new(move |event: CloseEvent| {
        last.empty();
        (last.sink)(vec![Input::SocketClosed { code: event.code(), jitter: jitter() }]);
    });
    socket.set_onopen(Some(opened.as_ref().unchecked_ref()));
    socket.set_onmessage(Some(message.as_ref().unchecked_ref()));
    socket.set_onclose(Some(closed.as_ref().unchecked_ref()));
    SOCKET.set(Some(Socket { socket, inbox, _opened: opened, _message: message, _closed: closed }));
}

/// Sends a frame. A line that is just breaking says so by closing; what counts is sent again then.
pub fn send(frame: &ClientFrame) {
    let text = serde_json::to_string(frame).unwrap_or_default();
    SOCKET.with_borrow(|socket| socket.as_ref().map(|socket| socket.socket.send_with_str(&text)));
}

/// Closes the socket.
pub fn close() {
    drop(SOCKET.take());
}

/// Lets go of the socket, also in the middle of using it.
pub fn hang_up() {
    SOCKET.with(|socket| drop(socket.try_borrow_mut().ok().and_then(|mut socket| socket.take())));
}

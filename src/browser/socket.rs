//! The one WebSocket of this tab. Turns its events and frames into inputs of the reducer.

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

/// Receives inputs, several at once: frames that arrive together cause one update.
type Sink = Rc<dyn Fn(Vec<Input>)>;

/// A socket with its listeners. Closed when dropped, without further events.
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

/// Received frames not yet handled. Frames that arrive while the page is busy are handled together, and drawn
/// once.
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
            // A hidden page has slow timers, and draws nothing.
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

/// Opens the socket, replacing the one before. `sink` gets the inputs; `jitter` returns a random number from
/// 0 up to 1, which spreads the reconnects of many tabs.
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
        // Frames of a later protocol are ignored.
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

/// Sends a frame. If the connection is breaking, a close event follows, and the reducer sends again what
/// matters.
pub fn send(frame: &ClientFrame) {
    let text = serde_json::to_string(frame).unwrap_or_default();
    SOCKET.with_borrow(|socket| socket.as_ref().map(|socket| socket.socket.send_with_str(&text)));
}

/// Closes the socket.
pub fn close() {
    drop(SOCKET.take());
}

/// Drops the socket, even while it is borrowed.
pub fn hang_up() {
    SOCKET.with(|socket| drop(socket.try_borrow_mut().ok().and_then(|mut socket| socket.take())));
}

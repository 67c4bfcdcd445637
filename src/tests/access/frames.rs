//! Access to every frame, for every kind of person: the table.

/// A frame; then the type of the answer to each of [`KINDS`] but the anonymous, who have no socket.
pub(super) type Spoken = (&'static str, [Option<&'static str>; 7]);

const CHANGED: Option<&str> = Some("changed");
const NO: Option<&str> = Some("unchanged");

pub(super) const FRAMES: &[Spoken] = &[
    (
        r#"{"type":"subscribe","room":2,"after":0}"#,
        [Some("left"), Some("left"), Some("left"), Some("left"), Some("left"), Some("page"), Some("left")],
    ),
    (
        r#"{"type":"send","room":2,"client_id":"AAAAAAAAAAAAAAAAAAAAAC","body":"x"}"#,
        [
            Some("refused"),
            Some("refused"),
            Some("refused"),
            Some("refused"),
            Some("refused"),
            Some("ack"),
            Some("refused"),
        ],
    ),
    (r#"{"type":"read","room":2,"seq":2}"#, [None, None, None, None, None, Some("heads"), None]),
    (r#"{"type":"unread","room":2,"seq":2}"#, [None, None, None, None, None, Some("heads"), None]),
    (r#"{"type":"people","room":2,"ids":[1,2,3]}"#, [None, None, None, None, None, Some("people"), None]),
    // The conversation of the member and the moderator.
    (
        r#"{"type":"subscribe","room":3,"after":0}"#,
        [Some("left"), Some("left"), Some("left"), Some("page"), Some("page"), Some("left"), Some("left")],
    ),
    (
        r#"{"type":"send","room":3,"client_id":"AAAAAAAAAAAAAAAAAAAAAD","body":"x"}"#,
        [Some("refused"), Some("refused"), Some("refused"), Some("ack"), Some("ack"), Some("refused"), Some("refused")],
    ),
    (r#"{"type":"read","room":3,"seq":2}"#, [None, None, None, Some("heads"), Some("heads"), None, None]),
    (r#"{"type":"unread","room":3,"seq":2}"#, [None, None, None, Some("heads"), Some("heads"), None, None]),
    (r#"{"type":"people","room":3,"ids":[1,6,7]}"#, [None, None, None, Some("people"), Some("people"), None, None]),
    (r#"{"type":"typing","room":3}"#, [None, None, None, None, None, None, None]),
    (
        r#"{"type":"subscribe","room":1}"#,
        [Some("left"), Some("left"), Some("left"), Some("live"), Some("live"), Some("live"), Some("left")],
    ),
    (
        r#"{"type":"subscribe","room":1,"after":0}"#,
        [Some("left"), Some("left"), Some("left"), Some("page"), Some("page"), Some("page"), Some("left")],
    ),
    (
        r#"{"type":"subscribe","room":1,"after":3}"#,
        [Some("left"), Some("left"), Some("left"), Some("page"), Some("page"), Some("page"), Some("left")],
    ),
    (
        r#"{"type":"subscribe","room":99,"after":0}"#,
        [Some("left"), Some("left"), Some("left"), Some("left"), Some("left"), Some("left"), Some("left")],
    ),
    (r#"{"type":"unsubscribe","room":1}"#, [None, None, None, None, None, None, None]),
    (
        r#"{"type":"send","room":1,"client_id":"AAAAAAAAAAAAAAAAAAAAAA","body":"x"}"#,
        [Some("refused"), Some("refused"), Some("refused"), Some("ack"), Some("ack"), Some("ack"), Some("refused")],
    ),
    (
        r#"{"type":"send","room":99,"client_id":"AAAAAAAAAAAAAAAAAAAAAB","body":"x"}"#,
        [
            Some("refused"),
            Some("refused"),
            Some("refused"),
            Some("refused"),
            Some("refused"),
            Some("refused"),
            Some("refused"),
        ],
    ),
    (r#"{"type":"read","room":1,"seq":4}"#, [None, None, None, Some("heads"), Some("heads"), Some("heads"), None]),
    (r#"{"type":"read","room":99,"seq":4}"#, [None, None, None, None, None, None, None]),
    (r#"{"type":"unread","room":1,"seq":4}"#, [None, None, None, Some("heads"), Some("heads"), Some("heads"), None]),
    (r#"{"type":"unread","room":99,"seq":4}"#, [None, None, None, None, None, None, None]),
    // About subscribed rooms, of which there are none here.
    (r#"{"type":"ping"}"#, [Some("beat"); 7]),
    (r#"{"type":"typing","room":1}"#, [None, None, None, None, None, None, None]),
    (r#"{"type":"active","active":true}"#, [None, None, None, None, None, None, None]),
    // Nothing is sent about people whom one may not watch; see `presence`.
    (
        r#"{"type":"watch","people":[2,6,99]}"#,
        [
            Some("presence"),
            Some("presence"),
            Some("presence"),
            Some("presence"),
            Some("presence"),
            Some("presence"),
            Some("presence"),
        ],
    ),
    (
        r#"{"type":"people","room":1,"ids":[1,2,3]}"#,
        [None, None, None, Some("people"), Some("people"), Some("people"), None],
    ),
    (r#"{"type":"people","room":99,"ids":[1,2,3]}"#, [None, None, None, None, None, None, None]),
    // The messages: 3 of the former member and 4 of the owner; 2 of the owner; 2 of the moderator.
    (r#"{"type":"edit","room":1,"seq":4,"body":"x"}"#, [NO, NO, NO, NO, NO, CHANGED, NO]),
    (r#"{"type":"edit","room":2,"seq":2,"body":"x"}"#, [NO, NO, NO, NO, NO, CHANGED, NO]),
    (r#"{"type":"edit","room":3,"seq":2,"body":"x"}"#, [NO, NO, NO, NO, CHANGED, NO, NO]),
    (r#"{"type":"edit","room":99,"seq":2,"body":"x"}"#, [NO, NO, NO, NO, NO, NO, NO]),
    (r#"{"type":"delete","room":1,"seq":3}"#, [NO, NO, NO, NO, CHANGED, CHANGED, CHANGED]),
    (r#"{"type":"delete","room":2,"seq":2}"#, [NO, NO, NO, NO, NO, CHANGED, NO]),
    (r#"{"type":"delete","room":3,"seq":2}"#, [NO, NO, NO, NO, CHANGED, NO, NO]),
    (r#"{"type":"delete","room":99,"seq":2}"#, [NO, NO, NO, NO, NO, NO, NO]),
];

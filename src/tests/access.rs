//! Who may do what: every address and every frame for everybody who could try it, from one table.

use super::support::{Person, Reply, Room, Socket, TestApp, name_of};
use serde_json::{Value, json};

const SECRET: &str = "only members read this";

/// What comes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    /// The message is in the answer.
    Reads,
    /// Something is answered, without the message.
    Sees,
    /// To the sign-in page.
    SignIn,
    /// Refused, and the message is not in it.
    No,
    /// It is done: there is an entry more.
    Does,
    /// Nothing is done; the answer leads on as if it had been.
    Nothing,
}
use Then::{Does, No, Nothing, Reads, Sees, SignIn};

/// Method, address, form; then what comes of it for each of [`KINDS`].
/// In the form `WHO` stands for the person's name.
type Line = (&'static str, &'static str, &'static [(&'static str, &'static str)], [Then; 8]);

const ADDRESSES: &[Line] = &[
    ("GET", "/", &[], [Sees, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing]),
    ("GET", "/signin", &[], [Sees, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing]),
    ("GET", "/signup", &[], [Sees, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing]),
    ("GET", "/rooms", &[], [SignIn, Sees, Sees, Sees, Sees, Sees, Sees, Sees]),
    ("GET", "/rooms/new", &[], [SignIn, Sees, Sees, Sees, Sees, Sees, Sees, Sees]),
    ("GET", "/rooms/lobby", &[], [Sees, Sees, Sees, No, Reads, Reads, Reads, Sees]),
    ("GET", "/rooms/lobby/4", &[], [Sees, Sees, Sees, No, Reads, Reads, Reads, Sees]),
    ("GET", "/rooms/lobby?before=9", &[], [Sees, Sees, Sees, No, Reads, Reads, Reads, Sees]),
    ("GET", "/rooms/nowhere", &[], [No, No, No, No, No, No, No, No]),
    ("GET", "/api/session/alive", &[], [Sees, Sees, Sees, Sees, Sees, Sees, Sees, Sees]),
    ("GET", "/api/rooms/browse", &[], [No, Sees, Sees, Sees, Sees, Sees, Sees, Sees]),
    ("GET", "/api/rooms/open?slug=lobby", &[], [Sees, Sees, Sees, No, Reads, Reads, Reads, Sees]),
    ("GET", "/api/rooms/open?slug=lobby&seq=4", &[], [Sees, Sees, Sees, No, Reads, Reads, Reads, Sees]),
    ("GET", "/api/rooms/open-before?slug=lobby&seq=9", &[], [Sees, Sees, Sees, No, Reads, Reads, Reads, Sees]),
    ("GET", "/api/messages/older?room=1&seq=9", &[], [No, No, No, No, Reads, Reads, Reads, No]),
    ("GET", "/api/messages/newer?room=1&seq=0", &[], [No, No, No, No, Reads, Reads, Reads, No]),
    ("GET", "/api/messages/older?room=99&seq=9", &[], [No, No, No, No, No, No, No, No]),
    ("GET", "/settings", &[], [SignIn, Sees, Sees, Sees, Sees, Sees, Sees, Sees]),
    ("GET", "/settings/app", &[], [SignIn, Sees, Sees, Sees, Sees, Sees, Sees, Sees]),
    (
        "POST",
        "/settings/app",
        &[("theme", "dark")],
        [SignIn, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing],
    ),
    ("GET", "/share?text=hello", &[], [SignIn, Sees, Sees, Sees, Sees, Sees, Sees, Sees]),
    ("GET", "/rooms/lobby?draft=hello", &[], [Sees, Sees, Sees, No, Reads, Reads, Reads, Sees]),
    ("GET", "/manifest.webmanifest", &[], [Sees, Sees, Sees, Sees, Sees, Sees, Sees, Sees]),
    ("GET", "/api/sheets/open?address=/settings", &[], [No, Sees, Sees, Sees, Sees, Sees, Sees, Sees]),
    ("GET", "/recover", &[], [Sees, Sees, Sees, Sees, Sees, Sees, Sees, Sees]),
    ("GET", "/reset/nothing", &[], [Sees, Sees, Sees, Sees, Sees, Sees, Sees, Sees]),
    ("GET", "/settings/password", &[], [SignIn, Sees, Sees, Sees, Sees, Sees, Sees, Sees]),
    ("GET", "/settings/recovery", &[], [SignIn, Sees, Sees, Sees, Sees, Sees, Sees, Sees]),
    ("GET", "/settings/delete", &[], [SignIn, Sees, Sees, Sees, Sees, Sees, Sees, Sees]),
    // One's own words are in one's own data.
    ("GET", "/settings/data", &[], [SignIn, Sees, Sees, Sees, Sees, Reads, Reads, Sees]),
    ("GET", "/admin", &[], [SignIn, No, No, No, No, No, No, Sees]),
    ("GET", "/admin/people", &[], [SignIn, No, No, No, No, No, No, Sees]),
    ("GET", "/admin/people?q=f", &[], [SignIn, No, No, No, No, No, No, Sees]),
    ("GET", "/admin/people/founder", &[], [SignIn, No, No, No, No, No, No, Sees]),
    ("GET", "/admin/people/founder/role", &[], [SignIn, No, No, No, No, No, No, Sees]),
    ("GET", "/admin/people/founder/reset", &[], [SignIn, No, No, No, No, No, No, Sees]),
    ("GET", "/admin/people/founder/suspend", &[], [SignIn, No, No, No, No, No, No, Sees]),
    ("GET", "/admin/people/founder/remove", &[], [SignIn, No, No, No, No, No, No, Sees]),
    ("GET", "/admin/people/nobody-at-all", &[], [SignIn, No, No, No, No, No, No, No]),
    ("GET", "/admin/rooms", &[], [SignIn, No, No, No, No, No, No, Sees]),
    ("GET", "/admin/invitations", &[], [SignIn, No, No, No, No, No, No, Sees]),
    ("GET", "/api/sheets/open?address=/admin/people", &[], [No, No, No, No, No, No, No, Sees]),
    ("GET", "/profile", &[], [SignIn, Sees, Sees, Sees, Sees, Sees, Sees, Sees]),
    ("GET", "/profile/picture", &[], [Nothing, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing]),
    ("GET", "/people/founder", &[], [SignIn, Sees, Sees, Sees, Sees, Sees, Sees, Sees]),
    ("GET", "/people/nobody-here", &[], [SignIn, No, No, No, No, No, No, No]),
    ("GET", "/api/sheets/open?address=/people/founder", &[], [No, Sees, Sees, Sees, Sees, Sees, Sees, Sees]),
    ("GET", "/pictures/2/1-96", &[], [No, Sees, Sees, Sees, Sees, Sees, Sees, Sees]),
    ("GET", "/pictures/2/2-96", &[], [No, No, No, No, No, No, No, No]),
    ("GET", "/settings/notifications", &[], [SignIn, Sees, Sees, Sees, Sees, Sees, Sees, Sees]),
    ("POST", "/settings/notifications", &[], [SignIn, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing]),
    (
        "POST",
        "/settings/notifications/level",
        &[("level", "mentions")],
        [SignIn, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing],
    ),
    ("POST", "/settings/notifications/level", &[("level", "loud")], [SignIn, No, No, No, No, No, No, No]),
    ("GET", "/rooms/lobby/notifications", &[], [SignIn, No, No, No, Sees, Sees, Sees, No]),
    ("POST", "/rooms/lobby/notifications", &[], [SignIn, No, No, No, Nothing, Nothing, Nothing, No]),
    ("GET", "/push/key", &[], [No, Sees, Sees, Sees, Sees, Sees, Sees, Sees]),
    ("POST", "/push/subscribe", &[], [No, No, No, No, No, No, No, No]),
    ("POST", "/push/unsubscribe", &[], [SignIn, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing]),
    ("POST", "/push/test", &[], [No, Sees, Sees, Sees, Sees, Sees, Sees, Sees]),
    ("GET", "/ws", &[], [No, No, No, No, No, No, No, No]),
    ("POST", "/rooms/lobby", &[("body", "hello")], [No, No, No, No, Does, Does, Does, No]),
    ("POST", "/rooms/nowhere", &[("body", "hello")], [No, No, No, No, No, No, No, No]),
    ("POST", "/rooms/lobby/leave", &[], [SignIn, Nothing, Nothing, Nothing, Does, Does, Does, Nothing]),
    ("POST", "/rooms/lobby/join", &[], [SignIn, Does, Does, Nothing, Nothing, Nothing, Nothing, Does]),
    ("POST", "/rooms/lobby/read", &[("seq", "4")], [SignIn, No, No, No, Nothing, Nothing, Nothing, No]),
    ("POST", "/rooms/lobby/unread", &[("seq", "4")], [SignIn, No, No, No, Nothing, Nothing, Nothing, No]),
    ("POST", "/rooms/nowhere/read", &[("seq", "4")], [SignIn, No, No, No, No, No, No, No]),
    ("POST", "/rooms/nowhere/join", &[], [SignIn, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing]),
    ("POST", "/rooms/new", &[("name", "Other"), ("topic", "")], [SignIn, Does, Does, Does, Does, Does, Does, Does]),
    ("POST", "/api/rooms/create", &[("name", "Other"), ("topic", "")], [No, Does, Does, Does, Does, Does, Does, Does]),
    ("POST", "/api/rooms/join", &[("slug", "lobby")], [No, Does, Does, No, Sees, Sees, Sees, Does]),
    ("POST", "/api/rooms/leave", &[("slug", "lobby")], [No, Sees, Sees, No, Does, Does, Does, Sees]),
    ("POST", "/api/rooms/join", &[("slug", "nowhere")], [No, No, No, No, No, No, No, No]),
    ("POST", "/api/messages/older", &[("room", "1"), ("seq", "9")], [No, No, No, No, No, No, No, No]),
    (
        "POST",
        "/profile",
        &[("username", "WHO"), ("display_name", "WHO")],
        [SignIn, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing],
    ),
    ("POST", "/profile", &[("username", "founder"), ("display_name", "x")], [SignIn, No, No, No, No, No, Nothing, No]),
    // With a file in it: told with the pictures.
    ("POST", "/profile/picture", &[("picture", "x")], [SignIn, No, No, No, No, No, No, No]),
    ("POST", "/profile/picture/remove", &[], [SignIn, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing]),
    ("POST", "/signout", &[], [SignIn, SignIn, SignIn, SignIn, SignIn, SignIn, SignIn, SignIn]),
    (
        "POST",
        "/settings/password",
        &[("current_password", "WHO has a long password"), ("new_password", "another long password")],
        [SignIn, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing],
    ),
    (
        "POST",
        "/settings/sessions/end",
        &[("session", "x")],
        [SignIn, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing],
    ),
    (
        "POST",
        "/settings/sessions/end-others",
        &[],
        [SignIn, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing],
    ),
    (
        "POST",
        "/settings/recovery",
        &[("current_password", "WHO has a long password")],
        [SignIn, Sees, Sees, Sees, Sees, Sees, Sees, Sees],
    ),
    ("POST", "/settings/recovery", &[("current_password", "a wrong password")], [SignIn, No, No, No, No, No, No, No]),
    ("POST", "/settings/recovery/later", &[], [SignIn, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing]),
    (
        "POST",
        "/settings/delete",
        &[("current_password", "WHO has a long password"), ("confirm", "somebody")],
        [SignIn, No, No, No, No, No, No, No],
    ),
    // Those in the room leave it with that, and a room that was the owner's alone ends; the last
    // administrator stays.
    (
        "POST",
        "/settings/delete",
        &[("current_password", "WHO has a long password"), ("confirm", "WHO")],
        [SignIn, SignIn, SignIn, SignIn, Does, Does, SignIn, No],
    ),
    (
        "POST",
        "/recover",
        &[("username", "founder"), ("code", "aaaa-aaaa-aaaa-aaaa"), ("new_password", "another long password")],
        [No, No, No, No, No, No, No, No],
    ),
    ("POST", "/reset/nothing", &[("new_password", "another long password")], [No, No, No, No, No, No, No, No]),
    ("POST", "/admin", &[("place_name", "Ours"), ("sign_up", "closed")], [SignIn, No, No, No, No, No, No, Nothing]),
    ("POST", "/admin/people/founder/role", &[("role", "admin")], [SignIn, No, No, No, No, No, No, Nothing]),
    ("POST", "/admin/people/founder/reset", &[], [SignIn, No, No, No, No, No, No, Sees]),
    ("POST", "/admin/people/founder/suspend", &[], [SignIn, No, No, No, No, No, No, Nothing]),
    ("POST", "/admin/people/keeper/suspend", &[], [SignIn, No, No, No, No, No, No, No]),
    ("POST", "/admin/people/founder/lift", &[], [SignIn, No, No, No, No, No, No, Nothing]),
    ("POST", "/admin/people/founder/sign-out", &[], [SignIn, No, No, No, No, No, No, Nothing]),
    ("POST", "/admin/people/founder/remove", &[], [SignIn, No, No, No, No, No, No, No]),
    ("POST", "/admin/people/member/remove", &[("sure", "yes")], [SignIn, No, No, No, No, No, No, Does]),
    ("POST", "/admin/people/keeper/remove", &[("sure", "yes")], [SignIn, No, No, No, No, No, No, No]),
    ("POST", "/admin/invitations", &[("days", "7"), ("uses", "1")], [SignIn, No, No, No, No, No, No, Sees]),
    ("POST", "/admin/invitations/revoke", &[("invitation", "1")], [SignIn, No, No, No, No, No, No, Nothing]),
    (
        "POST",
        "/rooms/new",
        &[("name", "Other"), ("topic", ""), ("kind", "private")],
        [SignIn, Does, Does, Does, Does, Does, Does, Does],
    ),
    // What a room is, and what its owners and moderators do.
    ("GET", "/rooms/lobby/about", &[], [SignIn, No, No, No, Sees, Sees, Sees, Sees]),
    ("GET", "/rooms/lobby/about?after=1-2", &[], [SignIn, No, No, No, Sees, Sees, Sees, Sees]),
    ("GET", "/api/sheets/open?address=/rooms/lobby/about", &[], [No, No, No, No, Sees, Sees, Sees, Sees]),
    ("GET", "/rooms/lobby/invites", &[], [SignIn, No, No, No, Sees, Sees, Sees, Sees]),
    ("GET", "/rooms/nowhere/about", &[], [SignIn, No, No, No, No, No, No, No]),
    (
        "POST",
        "/rooms/lobby/about",
        &[("name", "Lobby"), ("topic", "Another topic")],
        [SignIn, No, No, No, No, No, Does, Nothing],
    ),
    ("GET", "/rooms/lobby/about?q=f", &[], [SignIn, No, No, No, Sees, Sees, Sees, Sees]),
    ("POST", "/rooms/lobby/add", &[("username", "stranger")], [SignIn, No, No, No, Does, Nothing, Nothing, Nothing]),
    ("POST", "/rooms/lobby/add", &[("username", "former")], [SignIn, No, No, No, Does, Nothing, Nothing, Nothing]),
    ("POST", "/rooms/lobby/add", &[("username", "banned")], [SignIn, No, No, No, No, No, No, No]),
    ("POST", "/rooms/lobby/add", &[("username", "nobody-here")], [SignIn, No, No, No, No, No, No, No]),
    ("POST", "/rooms/lobby/remove", &[("who", "6")], [SignIn, No, No, No, No, Does, Nothing, Nothing]),
    ("POST", "/rooms/lobby/remove", &[("who", "2")], [SignIn, No, No, No, No, No, No, Does]),
    ("POST", "/rooms/lobby/ban", &[("who", "6")], [SignIn, No, No, No, No, Does, Nothing, Nothing]),
    ("POST", "/rooms/lobby/ban", &[("who", "7")], [SignIn, No, No, No, No, No, Does, Nothing]),
    ("POST", "/rooms/lobby/unban", &[("who", "5")], [SignIn, No, No, No, No, Does, Nothing, Nothing]),
    ("POST", "/rooms/lobby/role", &[("who", "6"), ("role", "moderator")], [SignIn, No, No, No, No, No, Does, Nothing]),
    ("POST", "/rooms/lobby/role", &[("who", "6"), ("role", "king")], [SignIn, No, No, No, No, No, No, No]),
    ("POST", "/rooms/lobby/archive", &[], [SignIn, No, No, No, No, No, Does, Nothing]),
    ("POST", "/rooms/lobby/delete", &[], [SignIn, No, No, No, No, No, No, No]),
    ("POST", "/rooms/lobby/delete", &[("sure", "yes")], [SignIn, No, No, No, No, No, Nothing, No]),
    ("POST", "/rooms/lobby/invites", &[], [SignIn, No, No, No, Sees, Sees, Sees, Sees]),
    ("POST", "/rooms/lobby/invites/revoke", &[("invite", "2")], [SignIn, No, No, No, No, Nothing, No, No]),
    ("POST", "/rooms/lobby/invites/revoke", &[("invite", "1")], [SignIn, No, No, No, No, No, No, No]),
    // A private room, of which the owner of the other is the only member.
    ("GET", "/rooms/DEN", &[], [No, No, No, No, No, No, Reads, No]),
    ("GET", "/rooms/DEN/2", &[], [No, No, No, No, No, No, Reads, No]),
    ("GET", "/rooms/DEN?before=9", &[], [No, No, No, No, No, No, Reads, No]),
    ("GET", "/rooms/DEN/about", &[], [SignIn, No, No, No, No, No, Sees, No]),
    ("GET", "/rooms/DEN/invites", &[], [SignIn, No, No, No, No, No, Sees, No]),
    ("GET", "/api/rooms/open?slug=DEN", &[], [No, No, No, No, No, No, Reads, No]),
    ("GET", "/api/rooms/open-before?slug=DEN&seq=9", &[], [No, No, No, No, No, No, Reads, No]),
    ("GET", "/api/messages/older?room=2&seq=9", &[], [No, No, No, No, No, No, Reads, No]),
    ("GET", "/api/messages/newer?room=2&seq=0", &[], [No, No, No, No, No, No, Reads, No]),
    ("POST", "/rooms/DEN", &[("body", "hello")], [No, No, No, No, No, No, Does, No]),
    ("POST", "/rooms/DEN/join", &[], [SignIn, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing]),
    // It ends with its last member.
    ("POST", "/rooms/DEN/leave", &[], [SignIn, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing]),
    ("POST", "/rooms/DEN/read", &[("seq", "2")], [SignIn, No, No, No, No, No, Nothing, No]),
    ("POST", "/api/rooms/join", &[("slug", "DEN")], [No, No, No, No, No, No, Sees, No]),
    ("POST", "/api/rooms/leave", &[("slug", "DEN")], [No, No, No, No, No, No, Sees, No]),
    ("POST", "/rooms/DEN/about", &[("name", "Mine"), ("topic", "")], [SignIn, No, No, No, No, No, Does, No]),
    ("POST", "/rooms/DEN/add", &[("username", "WHO")], [SignIn, No, No, No, No, No, Nothing, No]),
    ("POST", "/rooms/DEN/add", &[("username", "stranger")], [SignIn, No, No, No, No, No, Does, No]),
    ("POST", "/rooms/DEN/remove", &[("who", "2")], [SignIn, No, No, No, No, No, No, No]),
    ("POST", "/rooms/DEN/ban", &[("who", "6")], [SignIn, No, No, No, No, No, Does, No]),
    ("POST", "/rooms/DEN/unban", &[("who", "6")], [SignIn, No, No, No, No, No, Nothing, No]),
    ("POST", "/rooms/DEN/role", &[("who", "2"), ("role", "owner")], [SignIn, No, No, No, No, No, Nothing, No]),
    ("POST", "/rooms/DEN/archive", &[], [SignIn, No, No, No, No, No, Does, No]),
    ("POST", "/rooms/DEN/delete", &[("sure", "yes")], [SignIn, No, No, No, No, No, Nothing, No]),
    ("POST", "/rooms/DEN/invites", &[], [SignIn, No, No, No, No, No, Sees, No]),
    ("GET", "/rooms/DEN/notifications", &[], [SignIn, No, No, No, No, No, Sees, No]),
    ("POST", "/rooms/DEN/notifications", &[], [SignIn, No, No, No, No, No, Nothing, No]),
    ("POST", "/rooms/DEN/unread", &[("seq", "2")], [SignIn, No, No, No, No, No, Nothing, No]),
    ("POST", "/rooms/DEN/invites/revoke", &[("invite", "1")], [SignIn, No, No, No, No, No, Nothing, No]),
    // A direct conversation of the member and the moderator.
    ("GET", "/rooms/TALK", &[], [No, No, No, No, Reads, Reads, No, No]),
    ("GET", "/rooms/TALK/2", &[], [No, No, No, No, Reads, Reads, No, No]),
    ("GET", "/rooms/TALK?before=9", &[], [No, No, No, No, Reads, Reads, No, No]),
    ("GET", "/rooms/TALK/about", &[], [SignIn, No, No, No, Sees, Sees, No, No]),
    ("GET", "/rooms/TALK/invites", &[], [SignIn, No, No, No, No, No, No, No]),
    ("GET", "/rooms/TALK/notifications", &[], [SignIn, No, No, No, Sees, Sees, No, No]),
    ("GET", "/api/sheets/open?address=/rooms/TALK/about", &[], [No, No, No, No, Sees, Sees, No, No]),
    ("GET", "/api/rooms/open?slug=TALK", &[], [No, No, No, No, Reads, Reads, No, No]),
    ("GET", "/api/rooms/open-before?slug=TALK&seq=9", &[], [No, No, No, No, Reads, Reads, No, No]),
    ("GET", "/api/messages/older?room=3&seq=9", &[], [No, No, No, No, Reads, Reads, No, No]),
    ("GET", "/api/messages/newer?room=3&seq=0", &[], [No, No, No, No, Reads, Reads, No, No]),
    ("GET", "/dm/steward", &[], [SignIn, Sees, Sees, Sees, Nothing, No, Sees, Sees]),
    ("POST", "/dm/steward", &[], [SignIn, Does, Does, Does, Nothing, No, Does, Does]),
    ("POST", "/rooms/TALK", &[("body", "hello")], [No, No, No, No, Does, Does, No, No]),
    ("POST", "/rooms/TALK/join", &[], [SignIn, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing]),
    ("POST", "/rooms/TALK/leave", &[], [SignIn, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing]),
    ("POST", "/rooms/TALK/read", &[("seq", "2")], [SignIn, No, No, No, Nothing, Nothing, No, No]),
    ("POST", "/rooms/TALK/unread", &[("seq", "2")], [SignIn, No, No, No, Nothing, Nothing, No, No]),
    ("POST", "/rooms/TALK/notifications", &[], [SignIn, No, No, No, Nothing, Nothing, No, No]),
    ("POST", "/api/rooms/join", &[("slug", "TALK")], [No, No, No, No, Sees, Sees, No, No]),
    ("POST", "/api/rooms/leave", &[("slug", "TALK")], [No, No, No, No, No, No, No, No]),
    ("POST", "/rooms/TALK/about", &[("name", "Mine"), ("topic", "")], [SignIn, No, No, No, No, No, No, No]),
    ("POST", "/rooms/TALK/remove", &[("who", "6")], [SignIn, No, No, No, No, No, No, No]),
    ("POST", "/rooms/TALK/ban", &[("who", "6")], [SignIn, No, No, No, No, No, No, No]),
    ("POST", "/rooms/TALK/unban", &[("who", "5")], [SignIn, No, No, No, No, No, No, No]),
    ("POST", "/rooms/TALK/role", &[("who", "6"), ("role", "owner")], [SignIn, No, No, No, No, No, No, No]),
    ("POST", "/rooms/TALK/archive", &[], [SignIn, No, No, No, No, No, No, No]),
    ("POST", "/rooms/TALK/delete", &[("sure", "yes")], [SignIn, No, No, No, No, No, No, No]),
    ("POST", "/rooms/TALK/invites", &[], [SignIn, No, No, No, No, No, No, No]),
    ("POST", "/rooms/TALK/invites/revoke", &[("invite", "1")], [SignIn, No, No, No, No, No, No, No]),
    // Whoever has a link into it gets in, and nobody by a link that leads nowhere.
    ("GET", "/join/TOKEN", &[], [Sees, Sees, Sees, Sees, Sees, Sees, Sees, Sees]),
    ("POST", "/join/TOKEN", &[], [SignIn, Does, Does, Does, Does, Does, Nothing, Does]),
    ("GET", "/join/LOBBY", &[], [Sees, Sees, Sees, No, Sees, Sees, Sees, Sees]),
    ("POST", "/join/LOBBY", &[], [SignIn, Does, Does, Nothing, Nothing, Nothing, Nothing, Does]),
    ("GET", "/join/nowhere", &[], [No, No, No, No, No, No, No, No]),
    ("POST", "/join/nowhere", &[], [SignIn, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing, Nothing]),
    ("GET", "/dm", &[], [SignIn, Sees, Sees, Sees, Sees, Sees, Sees, Sees]),
    ("GET", "/dm?q=f&with=member", &[], [SignIn, Sees, Sees, Sees, Sees, Sees, Sees, Sees]),
    ("GET", "/api/sheets/open?address=/dm", &[], [No, Sees, Sees, Sees, Sees, Sees, Sees, Sees]),
    ("POST", "/dm", &[("with", "founder")], [SignIn, Does, Does, Does, Does, Does, No, Does]),
    ("POST", "/dm", &[("with", "nobody")], [SignIn, No, No, No, No, No, No, No]),
    ("GET", "/dm/founder", &[], [SignIn, Sees, Sees, Sees, Sees, Sees, No, Sees]),
    ("POST", "/dm/founder", &[], [SignIn, Does, Does, Does, Does, Does, No, Does]),
    ("GET", "/dm/nobody", &[], [SignIn, No, No, No, No, No, No, No]),
    ("POST", "/dm/nobody", &[], [SignIn, No, No, No, No, No, No, No]),
    ("GET", "/healthz", &[], [Sees, Sees, Sees, Sees, Sees, Sees, Sees, Sees]),
    ("POST", "/ws", &[], [No, No, No, No, No, No, No, No]),
    // The way in: an account, or one's own, with membership in the room that one came for.
    (
        "POST",
        "/signup",
        &[("username", "new-WHO"), ("password", "a long password"), ("next", "/rooms/lobby")],
        [Does, Does, Does, Does, Does, Does, Does, Does],
    ),
    (
        "POST",
        "/signin",
        &[("username", "WHO"), ("password", "WHO has a long password"), ("next", "/rooms/lobby")],
        [No, Does, Does, Nothing, Nothing, Nothing, Nothing, Does],
    ),
    ("POST", "/signin", &[("username", "founder"), ("password", "a wrong password")], [No, No, No, No, No, No, No, No]),
];

/// A room with all kinds of people; message 4 is its secret.
struct Place {
    app: TestApp,
    room: Room,
    people: [Person; 8],
    /// What stands for what in an address.
    names: [(&'static str, String); 4],
}

impl Place {
    fn named(&self, text: &str) -> String {
        self.names.iter().fold(text.to_owned(), |text, (name, is)| text.replace(name, is))
    }
}

/// Everybody who could try something. The administrator of the server is not in the room.
const KINDS: [&str; 8] = ["anonymous", "stranger", "former", "banned", "member", "moderator", "owner", "administrator"];

async fn place() -> Place {
    let app = TestApp::start().await;
    let administrator = app.person("keeper").await;
    let owner = app.person("founder").await;
    let room = owner.create_room("Lobby").await;
    let (stranger, former, banned) =
        (app.person("stranger").await, app.person("former").await, app.person("banned").await);
    former.join(&room).await;
    assert_eq!(former.say(&room, "I was here").await.status, 303);
    assert_eq!(owner.say(&room, SECRET).await.status, 303);
    former.leave(&room).await;
    banned.join(&room).await;
    assert_eq!(owner.tend(&room, "ban", &[("who", "5")]).await.status, 303);
    let (member, moderator) = (app.person("member").await, app.person("steward").await);
    member.join(&room).await;
    moderator.join(&room).await;
    let pictures = app.config.data.join("pictures/2");
    std::fs::create_dir_all(&pictures).expect("a folder");
    std::fs::write(pictures.join("1-96"), b"\xff\xd8\xff").expect("a picture");
    assert_eq!(owner.tend(&room, "role", &[("who", "7"), ("role", "moderator")]).await.status, 303);
    let den = owner.create_private("Den").await;
    assert_eq!(owner.say(&den, SECRET).await.status, 303);
    let [token, lobby] = [owner.invite(&den, &[]).await, owner.invite(&room, &[]).await]
        .map(|path| path.strip_prefix("/join/").expect("a link").to_owned());
    let talk = moderator.post("/dm/member", &[]).await;
    let talk = moderator.room_at(talk.location()).await;
    assert_eq!(moderator.say(&talk, SECRET).await.status, 303);
    let names = [("DEN", den.slug), ("TALK", talk.slug), ("TOKEN", token), ("LOBBY", lobby)];
    let people = [app.visitor("anonymous"), stranger, former, banned, member, moderator, owner, administrator];
    Place { people, app, room, names }
}

/// Sends a form with the person's own name in it.
async fn post(person: &Person, path: &str, fields: &[(&str, &str)]) -> Reply {
    let fields: Vec<_> = fields.iter().map(|(key, value)| (*key, value.replace("WHO", &person.name))).collect();
    person.post(path, &fields.iter().map(|(key, value)| (*key, value.as_str())).collect::<Vec<_>>()).await
}

fn came_of(reply: &Reply, stored: i64) -> Then {
    match reply.status {
        _ if stored > 0 => Does,
        200 if reply.text.contains(SECRET) => Reads,
        200 => Sees,
        302 | 303 if reply.location().starts_with("/signin") => SignIn,
        302 | 303 => Nothing,
        // Which number a refusal has is told elsewhere.
        _ if reply.text.contains(SECRET) => Reads,
        _ => No,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_address_does_for_everybody_what_the_table_says() {
    let (mut wrong, looked_at) = (Vec::new(), place().await);
    for (method, path, fields, expected) in ADDRESSES {
        // Posts change things: each begins with a place of its own.
        let own = if *method == "GET" { None } else { Some(place().await) };
        let place = own.as_ref().unwrap_or(&looked_at);
        let Place { app, people, .. } = place;
        let path = &place.named(path);
        let fields: Vec<_> = fields.iter().map(|(key, value)| (*key, place.named(value))).collect();
        let fields: Vec<_> = fields.iter().map(|(key, value)| (*key, value.as_str())).collect();
        for ((person, kind), expected) in people.iter().zip(KINDS).zip(expected) {
            let entries = app.count("select count(*) from entries").await;
            let reply = if *method == "GET" { person.get(path).await } else { post(person, path, &fields).await };
            let then = came_of(&reply, app.count("select count(*) from entries").await - entries);
            if then != *expected {
                wrong.push(format!("{kind}: {method} {path}: {then:?}, not {expected:?} ({})", reply.status));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What the server serves, told by its own words: the routes, the functions, the frames.
const ROUTER: &str = include_str!("../server/router.rs");
const FUNCTIONS: [(&str, &str); 4] = [
    ("messages", include_str!("../api/messages.rs")),
    ("rooms", include_str!("../api/rooms.rs")),
    ("session", include_str!("../api/session.rs")),
    ("sheets", include_str!("../api/sheets.rs")),
];
const WIRE: &str = include_str!("../wire.rs");

const SHEETS: &str = include_str!("../server/sheets/mod.rs");

/// An address with samples for what it leaves open.
fn sample(path: &str) -> String {
    // A link that leads nowhere, and one that does; both have a token.
    let path = path.replace("/reset/{token}", "/reset/nothing");
    let samples = [
        ("{slug}", "lobby"),
        ("{token}", "TOKEN"),
        ("{names}", "founder"),
        ("{username}", "founder"),
        ("{user}", "2"),
        ("{file}", "1-96"),
    ];
    let path = samples.into_iter().fold(path, |path, (open, sample)| path.replace(open, sample));
    assert!(!path.contains('{'), "{path} needs a sample here");
    path
}

/// The method and the address, with a sample filled in, of everything that is served.
pub(crate) fn served() -> Vec<(&'static str, String)> {
    let mut served = Vec::new();
    for route in ROUTER.split(".route(\"").skip(1) {
        let (path, rest) = route.split_once('"').expect("an address");
        let end = [".route(", ".fallback(", ".merge(", ";"].into_iter().filter_map(|next| rest.find(next)).min();
        let handlers = &rest[..end.unwrap_or(rest.len())];
        if path == "/api/{*function}" {
            // Each function is an address of its own; see below.
            continue;
        }
        let path = sample(path);
        let mut methods = Vec::new();
        for (handler, method) in [("get(", "GET"), ("post(", "POST")] {
            if handlers.contains(handler) || handlers.contains("any(") {
                methods.push((method, path.clone()));
            }
        }
        assert!(!methods.is_empty(), "by which method is {path} served? {handlers}");
        served.extend(methods);
    }
    // Pages that the server alone makes: the arms of one match, `["people", username] => ...`.
    for arm in SHEETS.lines().filter_map(|line| line.trim().strip_prefix('[')?.split_once("] =>")) {
        let parts = arm.0.split(", ").map(|part| match part.strip_prefix('"') {
            Some(fixed) => fixed.trim_end_matches('"').to_owned(),
            None => format!("{{{part}}}"),
        });
        served.push(("GET", sample(&format!("/{}", parts.collect::<Vec<_>>().join("/")))));
    }
    for (_, functions) in FUNCTIONS {
        for function in functions.split("#[server(").skip(1) {
            let head = function.split(")]").next().expect("how it is served");
            let path = head.split("endpoint = \"").nth(1).and_then(|rest| rest.split('"').next()).expect("an address");
            let method = if head.contains("GetUrl") { "GET" } else { "POST" };
            served.push((method, format!("/api/{path}")));
        }
    }
    served
}

#[test]
fn the_table_holds_every_address_that_is_served() {
    let mut missing = served();
    assert!(missing.len() >= 22, "{missing:?}");
    missing.retain(|(method, path)| {
        !ADDRESSES
            .iter()
            .any(|(known, address, ..)| known == method && address.split('?').next() == Some(path.as_str()))
    });
    assert!(missing.is_empty(), "nobody has said who may do these: {missing:?}");
    let modules: Vec<_> =
        include_str!("../api/mod.rs").lines().filter_map(|line| line.strip_prefix("pub mod ")).collect();
    assert_eq!(modules, FUNCTIONS.map(|(name, _)| format!("{name};")), "all files of functions are looked through");
    let endpoints: usize = FUNCTIONS.iter().map(|(_, text)| text.matches("endpoint = \"").count()).sum();
    assert_eq!(served().iter().filter(|(_, path)| path.starts_with("/api/")).count(), endpoints);
}

#[test]
fn the_table_holds_every_frame_that_can_be_said() {
    let (_, rest) = WIRE.split_once("pub enum ClientFrame {\n").expect("the frames");
    let (frames, _) = rest.split_once("\n}\n").expect("their end");
    let names: Vec<String> = frames
        .lines()
        .filter_map(|line| line.strip_prefix("    ").filter(|line| line.starts_with(char::is_uppercase)))
        .map(|line| snake(line.split([' ', ',', '(']).next().expect("a name")))
        .collect();
    assert!(names.len() >= 6, "{names:?}");
    for name in names {
        let named = format!("\"type\":\"{name}\"");
        let told = FRAMES.iter().any(|(frame, _)| frame.contains(&named));
        assert!(told || include_str!("socket_abuse.rs").contains(&named), "nobody has said who may say {name}");
    }
}

/// `LikeThis` as `like_this`.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// A frame; then the type of what is answered to each of [`KINDS`] but the anonymous, who have no socket.
type Spoken = (&'static str, [Option<&'static str>; 7]);

const FRAMES: &[Spoken] = &[
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
    (r#"{"type":"typing","room":1}"#, [None, None, None, None, None, None, None]),
    (r#"{"type":"active","active":true}"#, [None, None, None, None, None, None, None]),
    // Of those whom one may not watch nothing is told; see `presence`.
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
];

/// Everything that was answered until a message in a room of their own is acked.
async fn answers(socket: &mut Socket, own: &Room, fence: usize) -> Vec<Value> {
    let name = name_of(fence);
    let from = socket.heard.len();
    socket.send(own.id, &name, "a fence").await;
    while socket.next_of_type("ack").await["client_id"] != *name {}
    socket.heard[from..socket.heard.len() - 1].to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_frame_does_for_everybody_what_the_table_says() {
    let Place { app, room, people, .. } = place().await;
    assert_eq!(people[0].dial().await.err(), Some(401));
    let mut wrong = Vec::new();
    for (column, person) in people[1..].iter().enumerate() {
        let own = person.create_room("Own").await;
        for (number, (frame, expected)) in FRAMES.iter().enumerate() {
            let mut socket = person.socket().await;
            let entries = app.count("select count(*) from entries where room_id in (1, 3)").await;
            socket.say(serde_json::from_str(frame).expect("JSON")).await;
            let answered = answers(&mut socket, &own, number).await;
            let first = answered.first().and_then(|answer| answer["type"].as_str());
            if first != expected[column] {
                wrong.push(format!("{}: {frame}: {first:?}, not {:?}", person.name, expected[column]));
            }
            let told = answered.iter().any(|answer| answer.to_string().contains(SECRET));
            let stored = app.count("select count(*) from entries where room_id in (1, 3)").await - entries;
            if ["stranger", "former", "banned", "keeper"].contains(&&*person.name) && (told || stored > 0) {
                wrong.push(format!("{}: {frame}: told {told}, stored {stored}", person.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(room.id, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_asked_after_must_have_been_in_the_room() {
    let Place { app, room, people, .. } = place().await;
    let outsider = app.person("outsider").await;
    let mut socket = people[4].socket().await;
    socket.say(json!({ "type": "people", "room": room.id, "ids": [1, 2, 3, 4, 5, 6, 99, -1] })).await;
    let told = socket.next_of_type("people").await;
    let names: Vec<_> =
        told["people"].as_array().expect("people").iter().filter_map(|user| user["username"].as_str()).collect();
    assert_eq!(names, ["founder", "former", "member"], "{} is nobody here", outsider.name);
}

/// Whether a frame tells of a room.
fn names(frame: &Value, room: &Room) -> bool {
    let is_it = |id: &Value| *id == room.id;
    let rooms = frame["rooms"].as_array().into_iter().flatten();
    let heads = frame["heads"].as_array().into_iter().flatten();
    is_it(&frame["room"])
        || is_it(&frame["standing"]["room"]["id"])
        || rooms.map(|standing| &standing["room"]["id"]).chain(heads.map(|head| &head[0])).any(is_it)
        || frame.to_string().contains(&*room.slug)
        || frame.to_string().contains(SECRET)
}

#[tokio::test(flavor = "multi_thread")]
async fn of_what_happens_in_a_room_nobody_outside_hears_a_word() {
    let Place { app: _running, room, people: [_, stranger, former, _, member, _, owner, _], .. } = place().await;
    let outside = [stranger.create_room("Own").await, former.create_room("Own").await];
    let mut sockets = [stranger.socket().await, former.socket().await];
    let (mut inside, mut talking) = (owner.follow(&room).await, member.socket().await);
    assert!(talking.heard.iter().any(|frame| names(frame, &room)), "a member's hello has it");
    talking.send(room.id, &name_of(1), SECRET).await;
    talking.next_of_type("ack").await;
    assert_eq!(member.say(&room, SECRET).await.status, 303);
    member.leave(&room).await;
    member.join(&room).await;
    inside.next_of_type("leave").await;
    inside.next_of_type("join").await;
    assert_eq!(inside.heard.iter().filter(|frame| frame["type"] == "post").count(), 2);
    for (socket, own) in sockets.iter_mut().zip(&outside) {
        answers(socket, own, 2).await;
        let told: Vec<_> = socket.heard.iter().filter(|frame| names(frame, &room)).collect();
        assert!(told.is_empty(), "{told:#?}");
        assert!(names(&socket.heard[0], own), "the hello has what is theirs");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_room_and_a_missing_one_are_answered_alike() {
    let Place { app: _running, people, .. } = place().await;
    for person in &people[1..4] {
        let mut socket = person.socket().await;
        for (room, name) in [(1, 1), (99, 2)] {
            socket.send(room, &name_of(name), "x").await;
            assert_eq!(socket.next_of_type("refused").await["code"], "not_found");
        }
        let texts = ["/api/messages/older?room=1&seq=9", "/api/messages/older?room=99&seq=9"];
        let [one, other] = [person.get(texts[0]).await, person.get(texts[1]).await];
        assert_eq!((one.status, one.text), (other.status, other.text));
    }
}

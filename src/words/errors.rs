//! The sentences of errors and refusals.

use super::{fields::label, room};
use crate::{
    model::{AppError, Excess, Field, Invalid, Problem, limits},
    wire::Refusal,
};
use std::borrow::Cow;

/// The reason for a failure, and what to do next.
#[must_use]
pub fn error(error: &AppError) -> Cow<'static, str> {
    match error {
        AppError::SignedOut => "You are signed out. Sign in again to go on.".into(),
        AppError::NotFound => {
            "There is nothing here, or it is not yours to see. Check the address, or go to your rooms.".into()
        }
        AppError::Invalid(invalid) => self::invalid(*invalid),
        AppError::WrongSignIn => "That username and password do not go together. Check both and try again.".into(),
        AppError::Suspended => "This account is suspended. Ask an administrator.".into(),
        AppError::Archived => room::ARCHIVED.into(),
        AppError::SentBefore => {
            "The message before was sent. This one is not sent yet. Send it once more if you want both.".into()
        }
        AppError::ChangedSince => refusal(Refusal::Conflict).into(),
        AppError::LastOwner => "You are the only owner. Make somebody else an owner first.".into(),
        AppError::SignUpClosed => "This place takes no new accounts at the moment. Ask whoever runs it.".into(),
        AppError::LastAdministrator => "This is the last administrator. Make somebody else one first.".into(),
        AppError::TooMany(1) => "That was a little fast. Try again in a second.".into(),
        AppError::TooMany(seconds) => format!("That was too often. Try again in {seconds} seconds.").into(),
        AppError::TooLarge => format!(
            "That is more than can be sent at once: a form can hold {} kB, a picture {} MB.",
            limits::FORM_BYTES / 1024,
            limits::PICTURE_BYTES / 1024 / 1024
        )
        .into(),
        AppError::Foreign => "This form was sent from another site. Open the page here and try again.".into(),
        AppError::Unavailable => "That could not be stored just now. Try again in a moment.".into(),
        AppError::Unreachable => "The server cannot be reached. Check the connection and try again.".into(),
        AppError::Internal(id) => format!(
            "Something went wrong on the server. It was noted as {id}. Try again, or tell whoever runs this place."
        )
        .into(),
    }
}

/// The reason why a field's value is refused, for the person who typed it.
#[must_use]
pub fn invalid(Invalid { field, problem }: Invalid) -> Cow<'static, str> {
    let label = label(field);
    match (field, problem) {
        (Field::Message, Problem::Empty) => "Write something first.".into(),
        (Field::Message, Problem::TooLong) => format!(
            "That is longer than one message can be ({} characters, {} kB). Split it in two.",
            limits::BODY_CHARS,
            limits::BODY_BYTES / 1024
        )
        .into(),
        (Field::People, Problem::Empty) => "Choose somebody first.".into(),
        (Field::People, Problem::TooMany) => {
            format!("Choose at most {} people for one conversation.", limits::CONVERSATION - 1).into()
        }
        (_, Problem::Unknown) => "There is nobody of that name here.".into(),
        (_, Problem::Stranger) => "You share no room with them yet. Send them an invite link.".into(),
        (_, Problem::Banned) => "They are banned from this room. An owner or a moderator can lift the ban.".into(),
        (Field::Picture, Problem::Empty) => "Choose a picture first.".into(),
        (Field::Picture, Problem::TooLong) => format!(
            "That picture is too large. Use one of at most {} MB and {} megapixels.",
            limits::PICTURE_BYTES / 1024 / 1024,
            limits::PICTURE_PIXELS / 1_000_000
        )
        .into(),
        (Field::Picture, _) => "That file cannot be read as a picture. Use a PNG, JPEG, GIF or WebP.".into(),
        (Field::Emoji, _) => "Use one emoji, or leave it empty.".into(),
        (Field::TimeZone, _) => "There is no time zone of that name. Give one as Europe/Berlin.".into(),
        (Field::Status, Problem::TooLong) => format!("Use at most {} characters.", limits::STATUS_CHARS).into(),
        (Field::Days, _) => "Choose at least one day, or turn quiet hours off.".into(),
        (Field::Starts | Field::Ends, _) => "Give a time of day, as 22:30.".into(),
        (_, Problem::Empty) => format!("{label} is needed.").into(),
        (Field::Password | Field::NewPassword, Problem::TooShort) => {
            format!("Use at least {} characters.", limits::PASSWORD_BYTES.start()).into()
        }
        (Field::Password | Field::NewPassword, Problem::TooLong) => {
            format!("Use at most {} bytes.", limits::PASSWORD_BYTES.end()).into()
        }
        (Field::Username, Problem::TooShort) => {
            format!("Use at least {} characters.", limits::USERNAME_CHARS.start()).into()
        }
        (Field::Username, Problem::TooLong) => {
            format!("Use at most {} characters.", limits::USERNAME_CHARS.end()).into()
        }
        (Field::Username, Problem::Characters) => "Use letters from a to z, digits, and _ . - only.".into(),
        (Field::Username, Problem::Ends) => "Begin and end with a letter or a digit.".into(),
        (Field::Username, Problem::Taken) => "That name is taken. Try another.".into(),
        (Field::Username, Problem::Reserved) => "That name is kept for Roost itself. Try another.".into(),
        (Field::DisplayName, Problem::TooLong) => {
            format!("Use at most {} characters.", limits::DISPLAY_NAME_CHARS).into()
        }
        (Field::RoomName, Problem::TooLong) => format!("Use at most {} characters.", limits::ROOM_NAME_CHARS).into(),
        (Field::Topic, Problem::TooLong) => format!("Use at most {} characters.", limits::TOPIC_CHARS).into(),
        (Field::LinkName, Problem::TooLong) => format!("Use at most {} characters.", limits::LINK_NAME_CHARS).into(),
        (Field::SiteName, Problem::TooLong) => format!("Use at most {} characters.", limits::PLACE_NAME_CHARS).into(),
        (Field::Code, Problem::Wrong) => "That username and code do not go together.".into(),
        (Field::Confirm, Problem::Wrong) => "That is not your username.".into(),
        (_, Problem::Wrong) => "That is not your password.".into(),
        (_, Problem::Common) => "That password is one of the first to be guessed. Choose another.".into(),
        (_, Problem::SameAsName) => "The password cannot be the same as the name.".into(),
        (_, Problem::TooLong) => format!("{label} is too long.").into(),
        (_, Problem::TooMany) => format!("You have had {} names by now. Take one of them.", limits::USERNAMES).into(),
        (_, Problem::TooShort) => format!("{label} is too short.").into(),
        (_, Problem::Taken) => format!("{label} is taken.").into(),
        (_, Problem::Reserved) => format!("{label} is reserved.").into(),
        (_, Problem::Characters | Problem::Ends) => {
            format!("{label} holds a character that cannot be used here.").into()
        }
    }
}

/// The reason why a message was not stored, for its author.
#[must_use]
pub const fn refusal(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::NotFound => "You are no longer in this room.",
        Refusal::Empty => "There is nothing to see in it.",
        Refusal::TooLong => "It is longer than one message can be. Split it in two.",
        Refusal::TooMany => "That was too many at once. Wait a moment.",
        Refusal::Archived => "This room is archived. An owner can open it again.",
        Refusal::Conflict => "It was changed meanwhile. Try again to put your text in its place.",
        Refusal::Unavailable => "The server could not store it just now.",
    }
}

/// By how much a text exceeds one message.
#[must_use]
pub fn excess(excess: Excess) -> String {
    match excess {
        Excess::Chars(over) => {
            let characters = if over == 1 { "character" } else { "characters" };
            let (over, most) = (grouped(over), grouped(limits::BODY_CHARS));
            format!("{over} {characters} too many: one message can have {most}. Split it in two.")
        }
        Excess::Kilobytes(over) => {
            let most = limits::BODY_BYTES / 1024;
            format!("{over} kB too many: one message can have {most} kB. Split it in two.")
        }
    }
}

/// A number with thousands separators.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

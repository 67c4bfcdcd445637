//! The labels of form fields.

use crate::model::Field;

#[must_use]
pub const fn label(field: Field) -> &'static str {
    match field {
        Field::Username => "Username",
        Field::DisplayName => "Display name",
        Field::Password => "Password",
        Field::RoomName => "Room name",
        Field::Topic => "Topic",
        Field::Message => "Message",
        Field::CurrentPassword => "Current password",
        Field::NewPassword => "New password",
        Field::Code => "Recovery code",
        Field::Confirm => "Your username, once more",
        Field::SiteName => "Name of the place",
        Field::SiteIcon => "Mark",
        Field::Status => "Status",
        Field::Emoji => "Status emoji",
        Field::TimeZone => "Time zone",
        Field::Picture => "Picture",
        Field::Starts => "From",
        Field::Days => "Days",
        Field::Ends => "Until",
        Field::People => "People",
        Field::LinkName => "Name of the link",
    }
}

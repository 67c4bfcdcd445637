//! The model: types that server and client share, and the validation of text. Pure: no I/O, no clock.

pub mod address;
pub mod entry;
mod error;
pub mod field;
pub mod flat_entry;
pub mod form_state;
pub mod ids;
pub mod level;
pub mod limits;
pub mod mention;
pub mod name;
pub mod page;
pub mod page_data;
pub mod profile;
pub mod room;
pub mod site;
pub mod text;
pub mod theme;
pub mod time;
pub mod user;

pub use entry::{Entry, Event};
pub use error::AppError;
pub use field::{Field, Invalid, Problem};
pub use flat_entry::Kind;
pub use form_state::FormState;
pub use ids::{ClientId, Millis, RoomId, Seq, UserId};
pub use level::NotifyLevel;
pub use name::{DisplayName, RoomName, SiteIcon, SiteName, Topic, Username};
pub use page::{HtmlPage, Page, Preview};
pub use page_data::PageData;
pub use profile::Status;
pub use room::{History, OpenRoom, Role, Room, RoomKind, RoomMembership, Viewer};
pub use site::SiteSettings;
pub use text::{Body, Excess, Password};
pub use theme::Theme;
pub use user::{Presence, User};

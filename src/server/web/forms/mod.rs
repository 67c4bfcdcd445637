//! The wrapper of forms, which work without JavaScript: each responds with a redirect, or with its own page again,
//! with the error and everything that was typed except passwords. The forms themselves stand beside their pages.

mod form;
mod request;
mod to;

pub(in crate::server) use self::to::see_other;
pub use self::{
    form::{Form, FormHandler, button, form, upload, visitors_form},
    request::FormRequest,
    to::To,
};

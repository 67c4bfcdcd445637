//! Parsers of setting values, as clap takes them.

use std::str::FromStr;
use tracing::level_filters::LevelFilter;

/// Error of every parser: the values that would be allowed.
#[derive(Debug, thiserror::Error)]
#[error("it takes {0}")]
pub(super) struct Allowed(pub(super) &'static str);

/// A parser that refuses with what is allowed. Spaces around a value mean nothing.
pub(super) fn takes<T>(
    allowed: &'static str,
    parse: impl Fn(&str) -> Option<T> + Clone,
) -> impl Fn(&str) -> Result<T, Allowed> + Clone {
    move |text| parse(text.trim()).ok_or(Allowed(allowed))
}

pub(super) fn parsed<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

/// Parser of a number from 1.
pub(super) fn count<T: FromStr + PartialOrd + From<u8>>(text: &str) -> Result<T, Allowed> {
    let whole = |text: &str| parsed(text).filter(|count| *count >= T::from(1));
    takes("a whole number from 1", whole)(text)
}

/// Level of the log; unlike its `FromStr`, in lower case and without `off`.
pub(super) fn level(text: &str) -> Option<LevelFilter> {
    match text {
        "error" => Some(LevelFilter::ERROR),
        "warn" => Some(LevelFilter::WARN),
        "info" => Some(LevelFilter::INFO),
        "debug" => Some(LevelFilter::DEBUG),
        "trace" => Some(LevelFilter::TRACE),
        _ => None,
    }
}

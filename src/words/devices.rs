//! Devices, by browser and system.

/// `Firefox on Linux`, or less where only part is known.
#[must_use]
pub fn named(browser: Option<&str>, system: Option<&str>) -> String {
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, Some(system)) => format!("A browser on {system}"),
        (None, None) => "Another device".to_owned(),
    }
}

//! The styles, by Lightning CSS.

use lightningcss::{
    bundler::{Bundler, FileProvider},
    printer::PrinterOptions,
    stylesheet::{MinifyOptions, ParserOptions},
    targets::{Browsers, Targets},
};
use std::path::Path;

/// All of `style/` as one sheet.
pub(crate) fn build(root: &Path) -> String {
    let browsers = Browsers {
        chrome: Some(111 << 16),
        firefox: Some(113 << 16),
        safari: Some((16 << 16) | (2 << 8)),
        ..Browsers::default()
    };
    let targets = Targets::from(browsers);
    let files = FileProvider::new();
    let mut bundler = Bundler::new(&files, None, ParserOptions::default());
    let mut sheet = bundler.bundle(&root.join("style/main.css")).unwrap_or_else(|error| panic!("style: {error}"));
    sheet.minify(MinifyOptions { targets, ..MinifyOptions::default() }).expect("the styles can be minified");
    let options = PrinterOptions { minify: true, targets, ..PrinterOptions::default() };
    sheet.to_css(options).expect("the styles can be printed").code
}

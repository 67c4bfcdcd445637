//! The client: by cargo for wasm32, and wasm-bindgen as a library.

use crate::order;
use std::{env, fs, path::Path, process::Command};
use wasm_encoder::{
    ImportSection, Module,
    reencode::{Error, Reencode},
};
use wasmparser::{ImportSectionReader, Parser, Payload};

pub(crate) const VALID: &str = "wasm-bindgen writes valid wasm";

/// The client's JavaScript and wasm.
pub(crate) fn build(root: &Path, out: &Path) -> (Vec<u8>, Vec<u8>) {
    // target/release/build/roost-*/out: a folder of its own, so that cargo can run inside cargo.
    let target = out.ancestors().nth(4).expect("OUT_DIR lies in target").join("client");
    let mut cargo = Command::new(env::var_os("CARGO").expect("cargo sets CARGO"));
    cargo
        .current_dir(root)
        .args(["build", "--lib", "--locked", "--target", "wasm32-unknown-unknown", "--profile", "client"])
        .args(["--no-default-features", "--features", "hydrate", "--target-dir"])
        .arg(&target);
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy();
        let is_ours = name.starts_with("CARGO_") && name != "CARGO_HOME" || name == "RUSTFLAGS" || name == "TARGET";
        if is_ours {
            cargo.env_remove(&*name);
        }
    }
    let built = cargo.status().expect("cargo can be run");
    assert!(built.success(), "the client does not build; see above");
    let made = out.join("client");
    wasm_bindgen_cli_support::Bindgen::new()
        .input_path(target.join("wasm32-unknown-unknown/client/roost.wasm"))
        .web(true)
        .expect("a module for browsers")
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        // After a panic a second instance takes the place of the first.
        .reset_state_function(true)
        .generate(&made)
        .expect("wasm-bindgen takes what cargo made");
    let script = fs::read_to_string(made.join("roost.js")).expect("wasm-bindgen made it");
    let wasm = fs::read(made.join("roost_bg.wasm")).expect("wasm-bindgen made it");
    // Listeners of an instance that is gone stay where they were attached: they do nothing.
    let stale = "throw new Error('Cannot invoke closure from previous WASM instance');";
    assert!(script.contains(stale), "wasm-bindgen no longer tells listeners of a former instance");
    let script = script.replace(stale, "return;");
    let (script, wasm) = short_names(script, &wasm);
    (minifier::js::minify(&script).to_string().into_bytes(), order::by_likeness(&wasm))
}

/// Both with numbers for the names of what the script gives to the module: those end in a hash each,
/// which nothing compresses.
fn short_names(mut script: String, wasm: &[u8]) -> (String, Vec<u8>) {
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::ImportSection(section) = payload.expect(VALID) {
            for (number, import) in section.into_imports().enumerate() {
                let long = format!(" {}: function(", import.expect(VALID).name);
                assert!(script.contains(&long), "wasm-bindgen no longer writes{long}");
                script = script.replacen(&long, &format!(" {}: function(", Numbered::name(number)), 1);
            }
        }
    }
    let mut module = Module::new();
    Numbered.parse_core_module(&mut module, Parser::new(0), wasm).expect(VALID);
    (script, module.finish())
}

/// Imports under numbers.
struct Numbered;

impl Numbered {
    fn name(number: usize) -> String {
        format!("i{number}")
    }
}

impl Reencode for Numbered {
    type Error = std::convert::Infallible;

    fn parse_import_section(
        &mut self,
        section: &mut ImportSection,
        imports: ImportSectionReader<'_>,
    ) -> Result<(), Error> {
        for (number, import) in imports.into_imports().enumerate() {
            let import = import?;
            section.import(import.module, &Self::name(number), self.entity_type(import.ty)?);
        }
        Ok(())
    }
}

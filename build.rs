//! Builds what browsers get, for release builds of the server: the client by cargo for wasm32 and
//! wasm-bindgen as a library, the styles by Lightning CSS, the scripts of `public/` without comments and
//! spaces, names by content, brotli and gzip once.
//!
//! Debug builds get an empty list, so that tests and lints stay fast: a debug server takes its assets from the
//! work tree (`server/assets/work_tree.rs`). wasm32 builds get nothing.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    #[cfg(feature = "ssr")]
    client::build();
}

#[cfg(feature = "ssr")]
mod client {
    use lightningcss::{
        bundler::{Bundler, FileProvider},
        printer::PrinterOptions,
        stylesheet::{MinifyOptions, ParserOptions},
        targets::{Browsers, Targets},
    };
    use sha2::{Digest, Sha256};
    use std::{
        collections::BTreeMap,
        env,
        fmt::Write as _,
        fs,
        io::Write as _,
        path::{Path, PathBuf},
        process::Command,
    };
    use wasm_encoder::{
        CodeSection, FunctionSection, ImportSection, Module,
        reencode::{Error, Reencode},
    };
    use wasmparser::{
        CodeSectionReader, FunctionBody, FunctionSectionReader, ImportSectionReader, Parser, Payload, TypeRef,
    };

    const VALID: &str = "wasm-bindgen writes valid wasm";

    /// Parts of `src/` that the client is not made of: a change to one of these builds no client. A list
    /// of what it is made of would miss what is added later.
    const NOT_CLIENT: [&str; 4] = ["bench", "main.rs", "server", "tests"];

    /// The service worker: browsers ask for it anew at the address that they know.
    const WORKER: &str = "sw.js";

    /// The paths that pages name; empty where nothing was built.
    #[derive(Default)]
    struct Names {
        script: String,
        wasm: String,
        style: String,
        actions: String,
        notices: String,
        start: String,
    }

    /// A file to be served.
    struct Output {
        path: String,
        bytes: Vec<u8>,
        immutable: bool,
    }

    pub(super) fn build() {
        let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
        let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
        if env::var("PROFILE").as_deref() != Ok("release") {
            write_list(&out, &[], &Names::default());
            return;
        }
        for input in ["style", "public", "Cargo.toml", "Cargo.lock"] {
            println!("cargo::rerun-if-changed={input}");
        }
        for entry in fs::read_dir(root.join("src")).expect("src/ is there").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if !NOT_CLIENT.contains(&name.as_str()) {
                println!("cargo::rerun-if-changed=src/{name}");
            }
        }
        let (script, wasm) = client(&root, &out);
        let mut outputs = Vec::new();
        let wasm = hashed(&mut outputs, "roost", "wasm", wasm);
        let script = hashed(&mut outputs, "roost", "js", script);
        let style = hashed(&mut outputs, "roost", "css", style(&root).into_bytes());
        let mut modules = Modules { folder: root.join("public"), paths: BTreeMap::new() };
        for file in fs::read_dir(&modules.folder).expect("public/ is there").flatten() {
            let path = file.file_name().to_string_lossy().into_owned();
            if path.ends_with(".js") && path != WORKER {
                modules.add(&mut outputs, &path);
                continue;
            }
            let mut bytes = fs::read(file.path()).expect("files in public/ can be read");
            if path == WORKER {
                let text = String::from_utf8(bytes).expect("scripts are text");
                bytes = minifier::js::minify(&text).to_string().into_bytes();
            }
            outputs.push(Output { path, bytes, immutable: false });
        }
        outputs.sort_by(|a, b| a.path.cmp(&b.path));
        let [actions, notices, start] =
            ["actions.js", "notices.js", "start.js"].map(|name| modules.add(&mut outputs, name));
        write_list(&out, &outputs, &Names { script, wasm, style, actions, notices, start });
    }

    /// The modules of `public/`, by name, and the paths of those that have been added.
    struct Modules {
        folder: PathBuf,
        paths: BTreeMap<String, Option<String>>,
    }

    impl Modules {
        /// Adds a module once, after those that it imports: it has their names in it, so that its own tells
        /// their contents as well. An import is a literal that begins with `./`. Returns the path.
        fn add(&mut self, outputs: &mut Vec<Output>, name: &str) -> String {
            if let Some(path) = self.paths.get(name) {
                return path.clone().unwrap_or_else(|| panic!("public/{name} imports itself, by what it imports"));
            }
            self.paths.insert(name.to_owned(), None);
            let text =
                fs::read_to_string(self.folder.join(name)).unwrap_or_else(|error| panic!("public/{name}: {error}"));
            let text = minifier::js::minify(&text).to_string();
            let mut parts = text.split("'./");
            let mut script = parts.next().unwrap_or_default().to_owned();
            for part in parts {
                let (import, rest) = part.split_once('\'').expect("a literal has an end");
                let path = self.add(outputs, import);
                // Both lie in assets/.
                script = [&script, "'.", path.trim_start_matches("assets"), "'", rest].concat();
            }
            let path = hashed(outputs, name.trim_end_matches(".js"), "js", script.into_bytes());
            self.paths.insert(name.to_owned(), Some(path.clone()));
            path
        }
    }

    /// The client's JavaScript and wasm.
    fn client(root: &Path, out: &Path) -> (Vec<u8>, Vec<u8>) {
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
        (minifier::js::minify(&script).to_string().into_bytes(), in_order(&wasm))
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

    /// The module with its functions in the order of their types and code. Most are instances of generic
    /// ones: like ones next to each other are less to download, once compressed.
    fn in_order(wasm: &[u8]) -> Vec<u8> {
        let mut imported = 0;
        let (mut types, mut bodies) = (Vec::new(), Vec::new());
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.expect(VALID) {
                Payload::ImportSection(section) => {
                    let imports = section.into_imports().map(|import| import.expect(VALID).ty);
                    imported += imports.filter(|kind| matches!(kind, TypeRef::Func(_))).count();
                }
                Payload::FunctionSection(section) => types.extend(section.into_iter().map(|kind| kind.expect(VALID))),
                Payload::CodeSectionEntry(body) => bodies.push(body),
                _ => {}
            }
        }
        let mut functions: Vec<_> = types.into_iter().zip(bodies).enumerate().collect();
        functions.sort_by(|(_, (kind, body)), (_, (other, next))| {
            kind.cmp(other).then_with(|| body.as_bytes().cmp(next.as_bytes()))
        });
        let mut numbers: Vec<u32> = (0..).take(imported + functions.len()).collect();
        for (new, (old, _)) in (imported..).zip(&functions) {
            numbers[imported + old] = u32::try_from(new).expect(VALID);
        }
        let functions = functions.into_iter().map(|(_, function)| function).collect();
        let mut module = Module::new();
        let mut order = Order { functions, numbers };
        order.parse_core_module(&mut module, Parser::new(0), wasm).expect(VALID);
        module.finish()
    }

    /// Functions in the order in which they are to stand.
    struct Order<'a> {
        /// Types and code.
        functions: Vec<(u32, FunctionBody<'a>)>,
        /// New numbers, by those that functions had, imported ones included.
        numbers: Vec<u32>,
    }

    impl Reencode for Order<'_> {
        type Error = std::convert::Infallible;

        fn function_index(&mut self, function: u32) -> Result<u32, Error> {
            Ok(self.numbers[function as usize])
        }

        fn parse_function_section(
            &mut self,
            section: &mut FunctionSection,
            _: FunctionSectionReader<'_>,
        ) -> Result<(), Error> {
            for (kind, _) in &self.functions {
                section.function(*kind);
            }
            Ok(())
        }

        fn parse_code_section(&mut self, section: &mut CodeSection, _: CodeSectionReader<'_>) -> Result<(), Error> {
            for (_, body) in self.functions.clone() {
                self.parse_function_body(section, body)?;
            }
            Ok(())
        }
    }

    /// All of `style/` as one sheet.
    fn style(root: &Path) -> String {
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

    /// Adds a file under a name that tells its contents, and returns its path.
    fn hashed(outputs: &mut Vec<Output>, name: &str, ending: &str, bytes: Vec<u8>) -> String {
        let path = format!("assets/{name}-{}.{ending}", &digest(&bytes)[..12]);
        outputs.push(Output { path: path.clone(), bytes, immutable: true });
        path
    }

    fn digest(bytes: &[u8]) -> String {
        Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
            write!(text, "{byte:02x}").expect("a String takes everything");
            text
        })
    }

    /// Writes the files and the Rust list that `server/assets.rs` includes.
    fn write_list(out: &Path, outputs: &[Output], names: &Names) {
        let folder = out.join("assets");
        fs::create_dir_all(&folder).expect("OUT_DIR can be written");
        let mut list = String::new();
        for (number, output) in outputs.iter().enumerate() {
            let include = |kind: &str, bytes: &[u8]| {
                let path = folder.join(format!("{number}.{kind}"));
                fs::write(&path, bytes).expect("OUT_DIR can be written");
                format!("include_bytes!({:?})", path.display().to_string())
            };
            let pays = |packed: Vec<u8>| if packed.len() < output.bytes.len() { packed } else { Vec::new() };
            let plain = include("plain", &output.bytes);
            let packs = !output.path.ends_with(".png");
            let brotli = include("br", &if packs { pays(brotli(&output.bytes)) } else { Vec::new() });
            let gzip = include("gz", &if packs { pays(gzip(&output.bytes)) } else { Vec::new() });
            writeln!(
                list,
                "    Asset {{ path: {:?}, content_type: {:?}, etag: {:?}, immutable: {}, plain: {plain}, brotli: {brotli}, gzip: {gzip} }},",
                output.path,
                content_type(&output.path),
                format!("\"{}\"", &digest(&output.bytes)[..24]),
                output.immutable,
            )
            .expect("a String takes everything");
        }
        let hashed: Vec<_> = outputs.iter().filter(|output| output.immutable).map(|output| &output.path).collect();
        let Names { script, wasm, style, actions, notices, start } = names;
        let code = format!(
            "/// Every file.\npub static ASSETS: &[Asset] = &[\n{list}];\n\
             /// The paths of files that are named by their contents.\npub const HASHED: &[&str] = &{hashed:?};\n\
             const NAMES: Names = Names {{\n    script: Cow::Borrowed({script:?}),\n    wasm: Cow::Borrowed({wasm:?}),\n    \
             style: Cow::Borrowed({style:?}),\n    actions: Cow::Borrowed({actions:?}),\n    \
             notices: Cow::Borrowed({notices:?}),\n    start: Cow::Borrowed({start:?}),\n    reload: None,\n}};\n"
        );
        fs::write(out.join("assets.rs"), code).expect("OUT_DIR can be written");
    }

    fn brotli(bytes: &[u8]) -> Vec<u8> {
        let mut packed = Vec::new();
        let params =
            brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: bytes.len(), ..Default::default() };
        brotli::BrotliCompress(&mut &*bytes, &mut packed, &params).expect("memory takes everything");
        packed
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(bytes).expect("memory takes everything");
        packer.finish().expect("memory takes everything")
    }

    fn content_type(path: &str) -> &'static str {
        match path.rsplit('.').next().unwrap_or_default() {
            "js" => "text/javascript; charset=utf-8",
            "wasm" => "application/wasm",
            "css" => "text/css; charset=utf-8",
            "svg" => "image/svg+xml",
            "png" => "image/png",
            "webmanifest" => "application/manifest+json",
            "txt" => "text/plain; charset=utf-8",
            other => panic!("public/ holds a .{other} file: say here what type it is served as"),
        }
    }
}

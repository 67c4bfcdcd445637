//! All files that browsers get: their names, packed forms, and the list that the server includes.

use crate::{client, scripts::Modules, styles};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    env,
    fmt::Write as _,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

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
pub(crate) struct Output {
    pub(crate) path: String,
    pub(crate) bytes: Vec<u8>,
    pub(crate) immutable: bool,
}

pub(crate) fn build() {
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
    let (script, wasm) = client::build(&root, &out);
    let mut outputs = Vec::new();
    let wasm = hashed(&mut outputs, "roost", "wasm", wasm);
    let script = hashed(&mut outputs, "roost", "js", script);
    let style = hashed(&mut outputs, "roost", "css", styles::build(&root).into_bytes());
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

/// Adds a file under a name that tells its contents, and returns its path.
pub(crate) fn hashed(outputs: &mut Vec<Output>, name: &str, ending: &str, bytes: Vec<u8>) -> String {
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

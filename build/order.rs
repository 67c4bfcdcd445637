//! The order of the functions in the wasm module, which decides how well it compresses: most are instances of generic
//! ones, and like ones next to each other are less to download.

use crate::client::VALID;
use std::collections::HashMap;
use wasm_encoder::{
    CodeSection, FunctionSection, Module,
    reencode::{Error, Reencode},
};
use wasmparser::{CodeSectionReader, FunctionBody, FunctionSectionReader, Parser, Payload, TypeRef};

/// Bytes of code that are compared at a time.
const SHINGLE: usize = 4;

/// The module with like functions next to each other.
pub(crate) fn by_likeness(wasm: &[u8]) -> Vec<u8> {
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
    let chain = chain(&bodies.iter().map(FunctionBody::as_bytes).collect::<Vec<_>>());
    let mut numbers: Vec<u32> = (0..).take(imported + bodies.len()).collect();
    for (new, old) in (imported..).zip(&chain) {
        numbers[imported + old] = u32::try_from(new).expect(VALID);
    }
    let functions = chain.into_iter().map(|old| (types[old], bodies[old].clone())).collect();
    let mut module = Module::new();
    let mut order = Order { functions, numbers };
    order.parse_core_module(&mut module, Parser::new(0), wasm).expect(VALID);
    module.finish()
}

/// The codes by number, each followed by the one of the rest that is most like it: by the share of their shingles that
/// they have in common (Jaccard index; Broder, "On the resemblance and containment of documents", 1997). Where nothing
/// is alike, the next in the order of the codes. A greedy walk: the best order would be a travelling salesman's.
fn chain(codes: &[&[u8]]) -> Vec<usize> {
    let shingles: Vec<Vec<&[u8]>> = codes
        .iter()
        .map(|code| {
            let mut shingles: Vec<_> = code.windows(SHINGLE).collect();
            shingles.sort_unstable();
            shingles.dedup();
            shingles
        })
        .collect();
    let mut holders: HashMap<&[u8], Vec<usize>> = HashMap::new();
    for (number, shingles) in shingles.iter().enumerate() {
        for shingle in shingles {
            holders.entry(shingle).or_default().push(number);
        }
    }
    let mut sorted: Vec<usize> = (0..codes.len()).collect();
    sorted.sort_by_key(|number| codes[*number]);
    let mut rest = sorted.into_iter();
    let mut is_placed = vec![false; codes.len()];
    let mut common = vec![0_usize; codes.len()];
    let mut chain: Vec<usize> = Vec::new();
    loop {
        let mut most_like = None;
        if let Some(last) = chain.last() {
            let mut alike = Vec::new();
            for holder in shingles[*last].iter().flat_map(|shingle| &holders[shingle]) {
                if !is_placed[*holder] {
                    if common[*holder] == 0 {
                        alike.push(*holder);
                    }
                    common[*holder] += 1;
                }
            }
            let mut most = 0.0;
            for number in alike {
                let shared = std::mem::take(&mut common[number]);
                let all = shingles[*last].len() + shingles[number].len() - shared;
                let likeness = shared as f64 / all as f64;
                if likeness > most || likeness == most && most_like.is_some_and(|other| number < other) {
                    (most, most_like) = (likeness, Some(number));
                }
            }
        }
        let Some(next) = most_like.or_else(|| rest.find(|number| !is_placed[*number])) else {
            return chain;
        };
        is_placed[next] = true;
        chain.push(next);
    }
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

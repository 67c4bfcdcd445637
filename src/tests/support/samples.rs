//! Files that people may upload as their picture, and the expected outcome of each.

use super::files::{Png, SECRET, blocks, exif, gif, jpeg, png, webp, zlib};
use image::{DynamicImage, RgbaImage};

/// The outcome of an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    Taken,
    Refused(&'static str),
}
use Then::{Refused, Taken};

pub(crate) const UNREADABLE: Then = Refused("That file cannot be read as a picture. Use a PNG, JPEG, GIF or WebP.");
pub(crate) const TOO_LARGE: Then = Refused("That picture is too large. Use one of at most 10 MB and 50 megapixels.");
pub(crate) const NOTHING: Then = Refused("Choose a picture first.");

pub(crate) fn half(bytes: &[u8]) -> Vec<u8> {
    bytes[..bytes.len() / 2].to_vec()
}

fn followed_by(bytes: &[u8], more: &str) -> Vec<u8> {
    [bytes, more.as_bytes()].concat()
}

/// Ordinary pictures, in every pixel format.
pub(crate) fn pictures() -> Vec<(&'static str, Vec<u8>, Then)> {
    let seen = blocks();
    let clear = RgbaImage::from_fn(40, 40, |x, y| image::Rgba([200, 80, 20, (x * y % 256) as u8]));
    let palette = [&[200, 40, 40, 90, 90, 90][..], &[10, 10, 10]].concat();
    let interlaced = Png { interlaced: true, raw: vec![0, 77], ..Png::grey(1, 1) };
    vec![
        ("a PNG", png(&seen), Taken),
        ("a JPEG", jpeg(&seen, None), Taken),
        ("a WebP", webp(&seen.to_rgba8(), None, None), Taken),
        ("a WebP that one can see through", webp(&clear, None, None), Taken),
        ("an animation without an end", gif(20), Taken),
        ("a PNG of 16 bits", png(&DynamicImage::from(seen.to_rgb16())), Taken),
        ("a PNG of 16 bits that one can see through", png(&DynamicImage::from(seen.to_rgba16())), Taken),
        ("a grey PNG", Png::grey(30, 30).bytes(), Taken),
        ("a grey PNG of one bit", Png { depth: 1, raw: [0, 0xaa].repeat(8), ..Png::grey(8, 8) }.bytes(), Taken),
        (
            "a PNG with a palette",
            Png { colour: 3, raw: [0, 1, 2].repeat(2), ..Png::grey(2, 2) }.with(b"PLTE", palette).bytes(),
            Taken,
        ),
        ("an interlaced PNG", interlaced.bytes(), Taken),
        ("a grey JPEG", jpeg(&DynamicImage::from(seen.to_luma8()), None), Taken),
        ("one pixel", Png::grey(1, 1).bytes(), Taken),
        ("a line of ten thousand pixels", Png::grey(10_000, 1).bytes(), Taken),
        ("a column of ten thousand pixels", Png::grey(1, 10_000).bytes(), Taken),
    ]
}

/// Pictures that carry metadata.
pub(crate) fn laden() -> Vec<(&'static str, Vec<u8>, Then)> {
    let seen = blocks();
    let text = format!("Comment\0{SECRET} was here");
    let script = format!("<html><script>{SECRET}</script></html>");
    let zipped = format!("PK\x03\x04\x14\0\0\0\0\0{SECRET}.txt{SECRET}");
    let claim = format!("EXIF~~~~{SECRET}");
    let xmp = format!("XML:com.adobe.xmp\0\0\0\0\0<x:xmpmeta>{SECRET}</x:xmpmeta>");
    let profile = [b"icc\0\0".to_vec(), zlib(SECRET.repeat(40).as_bytes())].concat();
    let hidden = [b"Comment\0\0".to_vec(), zlib(SECRET.repeat(40).as_bytes())].concat();
    let swelling = [b"Comment\0\0".to_vec(), zlib(&vec![b'x'; 100_000_000])].concat();
    let swelling_profile = [b"icc\0\0".to_vec(), zlib(&vec![b'x'; 100_000_000])].concat();
    let mut commented = jpeg(&seen, None);
    let comment = [&[0xff, 0xfe, 0, u8::try_from(SECRET.len() + 2).expect("short")], SECRET.as_bytes()].concat();
    commented.splice(2..2, comment);
    let notes = webp(&seen.to_rgba8(), Some(exif(1)), Some(SECRET.as_bytes().to_vec()));
    vec![
        ("a JPEG that says where it was taken", jpeg(&seen, Some(exif(1))), Taken),
        ("a JPEG with a comment", commented, Taken),
        ("a JPEG with a page behind it", followed_by(&jpeg(&seen, None), &script), Taken),
        ("a PNG with a page behind it", followed_by(&png(&seen), &script), Taken),
        ("a PNG with an archive behind it", followed_by(&png(&seen), &zipped), Taken),
        ("a GIF with a page behind it", followed_by(&gif(2), &script), Taken),
        ("a WebP with notes and a profile", notes, Taken),
        ("a WebP with a page behind it", followed_by(&webp(&seen.to_rgba8(), None, None), &script), Taken),
        ("a WebP with a claim behind it", followed_by(&webp(&seen.to_rgba8(), Some(exif(1)), None), &claim), Taken),
        ("a PNG with a text", Png::grey(9, 9).with(b"tEXt", text.clone()).bytes(), Taken),
        ("a PNG with a packed text", Png::grey(9, 9).with(b"zTXt", hidden).bytes(), Taken),
        ("a PNG with a text of all kinds", Png::grey(9, 9).with(b"iTXt", xmp).bytes(), Taken),
        ("a PNG with a colour profile", Png::grey(9, 9).with(b"iCCP", profile).bytes(), Taken),
        ("a PNG that says where it was taken", Png::grey(9, 9).with(b"eXIf", exif(1)).bytes(), Taken),
        ("a PNG with a chunk nobody knows", Png::grey(9, 9).with(b"roSt", text).bytes(), Taken),
        ("a PNG whose text would swell", Png::grey(9, 9).with(b"zTXt", swelling).bytes(), Taken),
        ("a PNG whose profile would swell", Png::grey(9, 9).with(b"iCCP", swelling_profile).bytes(), Taken),
        ("a PNG with more pixels than it says", Png { raw: vec![0; 50_000_000], ..Png::grey(9, 9) }.bytes(), Taken),
        ("49 megapixels of nothing", Png::grey(7_000, 7_000).bytes(), Taken),
    ]
}

/// Files that are no picture, or too large a one.
pub(crate) fn hostile() -> Vec<(&'static str, Vec<u8>, Then)> {
    let seen = blocks();
    let (whole_png, whole_jpeg) = (png(&seen), jpeg(&seen, None));
    let whole_webp = webp(&seen.to_rgba8(), None, None);
    let mut vast_gif = gif(2);
    vast_gif[6..10].fill(0xff);
    let mut vast_webp = whole_webp.clone();
    vast_webp[21..25].copy_from_slice(&0x0fff_bffe_u32.to_le_bytes());
    // A chunk that declares four gigabytes.
    let mut claiming = webp(&seen.to_rgba8(), Some(exif(6)), None);
    let place = claiming.windows(4).position(|name| name == b"EXIF").expect("notes");
    claiming[place + 4..place + 8].fill(0xff);
    let mut vast_jpeg = whole_jpeg.clone();
    let frame = vast_jpeg.windows(2).position(|pair| pair == [0xff, 0xc0]).expect("a frame");
    vast_jpeg[frame + 5..frame + 9].fill(0xfe);
    let mut broken = whole_png.clone();
    let place = broken.len() / 2;
    broken[place] ^= 0x55;
    vec![
        ("nothing", vec![], NOTHING),
        ("one byte", vec![0x89], UNREADABLE),
        ("an SVG", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>".to_vec(), UNREADABLE),
        ("a page", b"<!doctype html><script>alert(1)</script>".to_vec(), UNREADABLE),
        ("a PDF", b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj".to_vec(), UNREADABLE),
        ("an archive", b"PK\x03\x04\x14\0\0\0\x08\0".repeat(20), UNREADABLE),
        ("a program", [&b"\x7fELF\x02\x01\x01\0"[..], &[0; 200]].concat(), UNREADABLE),
        // By its header this is a picture of 12,605 by 24,891.
        ("a script", b"GIF89a=1;alert(1)//".to_vec(), TOO_LARGE),
        (
            "a BMP",
            [&b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x01\0\0\0\x01\0\0\0\x01\0\x18\0"[..], &[0; 28]].concat(),
            UNREADABLE,
        ),
        ("a TIFF", exif(1), UNREADABLE),
        ("an ICO", [&b"\0\0\x01\0\x01\0\x10\x10"[..], &whole_png].concat(), UNREADABLE),
        ("an AVIF", b"\0\0\0\x20ftypavif\0\0\0\0avifmif1miafMA1B".to_vec(), UNREADABLE),
        ("a sound", b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec(), UNREADABLE),
        ("half a PNG", half(&whole_png), UNREADABLE),
        ("a PNG with a wrong bit", broken, UNREADABLE),
        ("a PNG's first bytes", whole_png[..8].to_vec(), UNREADABLE),
        ("a PNG of no width", Png::head(0, 5, 8, 0), UNREADABLE),
        ("a PNG of a kind there is not", Png::head(5, 5, 7, 9), UNREADABLE),
        ("a JPEG's first bytes", whole_jpeg[..20].to_vec(), UNREADABLE),
        ("half a WebP", half(&whole_webp), UNREADABLE),
        ("a GIF that ends in its first frame", gif(1)[..820].to_vec(), UNREADABLE),
        ("a PNG of 30,000 by 30,000", Png::head(30_000, 30_000, 8, 2), TOO_LARGE),
        ("a PNG as wide as numbers go", Png::head(i32::MAX as u32, i32::MAX as u32, 8, 6), TOO_LARGE),
        ("a PNG of more bytes than it looks", Png::head(6_000, 6_000, 16, 6), TOO_LARGE),
        ("a GIF on a vast screen", vast_gif, TOO_LARGE),
        ("a vast WebP", vast_webp, TOO_LARGE),
        ("a WebP whose notes claim four gigabytes", claiming, UNREADABLE),
        ("a vast JPEG", vast_jpeg, TOO_LARGE),
        ("a picture of more than 10 MB", [&whole_png[..], &vec![0; 10 * 1024 * 1024]].concat(), TOO_LARGE),
        ("a file of 20 MB", vec![0x89; 20 * 1024 * 1024], TOO_LARGE),
    ]
}

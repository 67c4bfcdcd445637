//! Files made by hand: pictures with every kind of metadata, and forms to send them in.

use super::{Person, Reply};
use flate2::{Compression, Crc, write::ZlibEncoder};
use image::{DynamicImage, ImageEncoder, RgbImage, RgbaImage, codecs};
use reqwest::Method;
use std::io::Write;

/// Must not be found in any file that is served again.
pub(crate) const SECRET: &str = "R00st-Secret";

/// Six blocks with sides of 20, each of its own colour: three beside each other, in two rows.
pub(crate) const COLOURS: [[u8; 3]; 6] =
    [[220, 30, 30], [30, 200, 30], [30, 30, 220], [220, 220, 30], [30, 210, 210], [210, 30, 210]];

pub(crate) fn blocks() -> DynamicImage {
    RgbImage::from_fn(60, 40, |x, y| image::Rgb(COLOURS[(y / 20 * 3 + x / 20) as usize])).into()
}

pub(crate) fn png(picture: &DynamicImage) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).expect("a PNG");
    bytes.into_inner()
}

pub(crate) fn jpeg(picture: &DynamicImage, exif: Option<Vec<u8>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 100);
    if let Some(exif) = exif {
        encoder.set_exif_metadata(exif).expect("notes");
    }
    let picture = picture.to_rgb8();
    encoder.write_image(&picture, picture.width(), picture.height(), image::ExtendedColorType::Rgb8).expect("a JPEG");
    bytes
}

pub(crate) fn webp(picture: &RgbaImage, exif: Option<Vec<u8>>, profile: Option<Vec<u8>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = codecs::webp::WebPEncoder::new_lossless(&mut bytes);
    if let Some(exif) = exif {
        encoder.set_exif_metadata(exif).expect("notes");
    }
    if let Some(profile) = profile {
        encoder.set_icc_profile(profile).expect("a profile");
    }
    encoder.write_image(picture, picture.width(), picture.height(), image::ExtendedColorType::Rgba8).expect("a WebP");
    bytes
}

/// An endless animation.
pub(crate) fn gif(frames: u8) -> Vec<u8> {
    gif_of(
        (0..frames)
            .map(|number| RgbaImage::from_fn(60, 40, |x, y| image::Rgba([number * 9, x as u8 * 4, y as u8 * 6, 255]))),
    )
}

/// An animation of these frames.
pub(crate) fn gif_of(frames: impl Iterator<Item = RgbaImage>) -> Vec<u8> {
    let mut bytes = Vec::new();
    {
        let mut encoder = codecs::gif::GifEncoder::new(&mut bytes);
        encoder.set_repeat(codecs::gif::Repeat::Infinite).expect("for ever");
        for frame in frames {
            encoder.encode_frame(image::Frame::new(frame)).expect("a frame");
        }
    }
    bytes
}

/// The same as WebP, which stores whole pictures one after the other.
pub(crate) fn webp_of(frames: impl Iterator<Item = RgbaImage>) -> Vec<u8> {
    let part = |kind: &[u8; 4], data: &[u8]| {
        let length = u32::try_from(data.len()).expect("small").to_le_bytes();
        [&kind[..], &length, data, &vec![0; data.len() % 2]].concat()
    };
    let (mut parts, mut size) = (part(b"ANIM", &[0; 6]), [0; 6]);
    for frame in frames {
        let side = |length: u32| (length - 1).to_le_bytes();
        size[..3].copy_from_slice(&side(frame.width())[..3]);
        size[3..].copy_from_slice(&side(frame.height())[..3]);
        // Position, size and duration; then the picture without its container.
        let head = [&[0; 6][..], &size, &[100, 0, 0, 0]].concat();
        parts.extend(part(b"ANMF", &[&head, &webp(&frame, None, None)[12..]].concat()));
    }
    let animated = [&[2, 0, 0, 0][..], &size].concat();
    part(b"RIFF", &[&b"WEBP"[..], &part(b"VP8X", &animated), &parts].concat())
}

/// An EXIF block as cameras write it: orientation, place, and author.
pub(crate) fn exif(orientation: u16) -> Vec<u8> {
    let maker = format!("{SECRET} camera\0");
    let gps = format!("{SECRET} 52.5N 13.4E\0");
    let le = |number: usize| u32::try_from(number).expect("small").to_le_bytes();
    // Header, then three entries of 12 bytes, then the place's one, then the texts.
    let (first, second) = (8, 8 + 2 + 3 * 12 + 4);
    let (maker_at, gps_at) = (second + 2 + 12 + 4, second + 2 + 12 + 4 + maker.len());
    let entry = |tag: u16, kind: u16, count: usize, value: [u8; 4]| {
        [&tag.to_le_bytes()[..], &kind.to_le_bytes(), &le(count), &value].concat()
    };
    let [low, high] = orientation.to_le_bytes();
    [
        &b"II*\0"[..],
        &le(first),
        &3_u16.to_le_bytes(),
        &entry(0x010f, 2, maker.len(), le(maker_at)),
        &entry(0x0112, 3, 1, [low, high, 0, 0]),
        &entry(0x8825, 4, 1, le(second)),
        &le(0),
        &1_u16.to_le_bytes(),
        &entry(0x001b, 2, gps.len(), le(gps_at)),
        &le(0),
        maker.as_bytes(),
        gps.as_bytes(),
    ]
    .concat()
}

/// The parts of a PNG. `raw` are its lines, each preceded by its filter type.
pub(crate) struct Png {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) depth: u8,
    pub(crate) colour: u8,
    pub(crate) interlaced: bool,
    /// Chunks before the pixels.
    pub(crate) before: Vec<(&'static [u8; 4], Vec<u8>)>,
    pub(crate) raw: Vec<u8>,
}

impl Png {
    /// Grey, eight bits, all lines the same.
    pub(crate) fn grey(width: u32, height: u32) -> Self {
        let line = [vec![0], vec![90; width as usize]].concat();
        let raw = line.repeat(height as usize);
        Self { width, height, depth: 8, colour: 0, interlaced: false, before: vec![], raw }
    }

    pub(crate) fn with(mut self, kind: &'static [u8; 4], data: impl Into<Vec<u8>>) -> Self {
        self.before.push((kind, data.into()));
        self
    }

    /// The beginning of a file that declares a size, and has no pixels.
    pub(crate) fn head(width: u32, height: u32, depth: u8, colour: u8) -> Vec<u8> {
        let png = Self { width, height, depth, colour, interlaced: false, before: vec![], raw: vec![0; 64] };
        png.bytes()
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let head = [
            &self.width.to_be_bytes()[..],
            &self.height.to_be_bytes(),
            &[self.depth, self.colour, 0, 0, u8::from(self.interlaced)],
        ];
        let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
        bytes.extend(chunk(b"IHDR", &head.concat()));
        for (kind, data) in &self.before {
            bytes.extend(chunk(kind, data));
        }
        bytes.extend(chunk(b"IDAT", &zlib(&self.raw)));
        bytes.extend(chunk(b"IEND", &[]));
        bytes
    }
}

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let mut sum = Crc::new();
    sum.update(kind);
    sum.update(data);
    let length = u32::try_from(data.len()).expect("small").to_be_bytes();
    [&length[..], kind, data, &sum.sum().to_be_bytes()].concat()
}

pub(crate) fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

/// A multipart form with these parts: headers and content.
pub(crate) fn form(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (says, holds) in parts {
        body.extend(format!("--b0undary\r\ncontent-disposition: form-data; {says}\r\n\r\n").as_bytes());
        body.extend_from_slice(holds);
        body.extend(b"\r\n");
    }
    body.extend(b"--b0undary--\r\n");
    body
}

impl Person {
    /// Uploads a picture as the profile's form does.
    pub(crate) async fn upload(&self, picture: &[u8]) -> Reply {
        let file = "name=\"picture\"; filename=\"me.png\"\r\ncontent-type: image/png";
        self.upload_form(form(&[(file, picture)])).await
    }

    pub(crate) async fn upload_form(&self, body: Vec<u8>) -> Reply {
        let request = self.request(Method::POST, "/profile/picture").header("origin", &self.origin);
        let request = request.header("content-type", "multipart/form-data; boundary=b0undary");
        self.send(request.body(body)).await
    }
}

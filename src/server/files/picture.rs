//! A person's picture: from whatever bytes came to two small squares that hold nothing but pixels.
//! Nothing here reads or writes a file.

use crate::model::limits;
use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits,
    codecs::{jpeg::JpegEncoder, webp::WebPEncoder},
    imageops::FilterType,
    metadata::Orientation,
};
use std::io::Cursor;

/// Pixels of a side: beside a message, where screens may show three for one ...
pub const SMALL: u32 = 96;
/// ... and on a card.
pub const LARGE: u32 = 512;
/// Bytes of pixels that are unpacked at most: four for each.
const UNPACKED: u64 = limits::PICTURE_PIXELS * 4;
/// What a decoder may need beside them.
const WORKROOM: u64 = 64 * 1024 * 1024;
/// Anything larger is first brought down to about this, cheaply.
const DRAFT: u32 = 1024;
const QUALITY: u8 = 85;

/// The square of a picture that is wanted, in pixels of the picture as it is to be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crop {
    pub x: u32,
    pub y: u32,
    pub size: u32,
}

/// A picture in its two sizes: JPEG, or WebP where it can be seen through.
#[derive(Clone, Debug)]
pub struct Squares {
    pub small: Vec<u8>,
    pub large: Vec<u8>,
}

/// Why bytes cannot be used as a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// More pixels than are unpacked here; told from the header, before any of them is.
    TooLarge,
    /// Not a PNG, JPEG, GIF or WebP, or a broken one.
    Unreadable,
}

impl From<ImageError> for Unusable {
    fn from(error: ImageError) -> Self {
        match error {
            ImageError::Limits(_) => Self::TooLarge,
            _ => Self::Unreadable,
        }
    }
}

/// Makes a picture anew: of an animation its first frame, turned as the camera says, cut to the
/// square that is wanted or else to the one in the middle.
///
/// # Errors
/// When the bytes are no picture, or one of too many pixels. What they are is told by themselves,
/// not by a name.
pub fn squares(bytes: &[u8], crop: Option<Crop>) -> Result<Squares, Unusable> {
    let (picture, orientation) = decode(bytes)?;
    let (width, height) = (picture.width(), picture.height());
    let seen = if turns(orientation) { (height, width) } else { (width, height) };
    let stored = unturned(wanted(crop, seen), orientation, (width, height));
    let mut square = cut(picture, stored);
    square.apply_orientation(orientation);
    Ok(Squares { small: encode(&square, SMALL)?, large: encode(&square, LARGE)? })
}

/// What a square of ours is served as, by its first bytes.
#[must_use]
pub fn content_type(square: &[u8]) -> Option<&'static str> {
    if square.starts_with(&[0xff, 0xd8, 0xff]) {
        Some("image/jpeg")
    } else if square.starts_with(b"RIFF") {
        Some("image/webp")
    } else {
        None
    }
}

/// Bytes of memory that making a picture takes, by what it says of itself.
///
/// # Errors
/// As [`squares`].
pub fn cost(bytes: &[u8]) -> Result<u64, Unusable> {
    let decoder = decoder(bytes)?;
    let (width, height) = decoder.dimensions();
    // A progressive JPEG (SOF2) is held as coefficients of two bytes as well, until its last scan.
    let is_progressive = bytes.starts_with(&[0xff, 0xd8]) && bytes.windows(2).any(|marker| marker == [0xff, 0xc2]);
    let coefficients = if is_progressive { u64::from(width) * u64::from(height) * 3 * 2 } else { 0 };
    Ok(decoder.total_bytes() + coefficients + 2 * bytes.len() as u64)
}

fn decode(bytes: &[u8]) -> Result<(DynamicImage, Orientation), Unusable> {
    let mut decoder = decoder(bytes)?;
    // A picture whose notes cannot be read is still one.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok((DynamicImage::from_decoder(decoder)?, orientation))
}

/// What unpacks a picture whose header is one that we unpack.
fn decoder(bytes: &[u8]) -> Result<impl ImageDecoder + '_, Unusable> {
    let format = image::guess_format(bytes)?;
    if !matches!(format, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::Gif | ImageFormat::WebP) {
        return Err(Unusable::Unreadable);
    }
    let bytes = if format == ImageFormat::WebP { riff(bytes).ok_or(Unusable::Unreadable)? } else { bytes };
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(UNPACKED + WORKROOM);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let decoder = reader.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > limits::PICTURE_PIXELS || decoder.total_bytes() > UNPACKED {
        return Err(Unusable::TooLarge);
    }
    if width == 0 || height == 0 {
        return Err(Unusable::Unreadable);
    }
    Ok(decoder)
}

/// A WebP up to where it says it ends, if all of its parts lie inside: the decoder makes room for a
/// part by what that says of itself, which can be four gigabytes in a file of a hundred bytes.
fn riff(bytes: &[u8]) -> Option<&[u8]> {
    let length = |at: usize| {
        let length = bytes.get(at..at.checked_add(4)?)?;
        usize::try_from(u32::from_le_bytes(length.try_into().ok()?)).ok()
    };
    let end = length(4)?.checked_add(8)?;
    let whole = bytes.get(..end)?;
    let mut at = 12;
    while at + 8 <= end {
        let part = length(at + 4)?;
        if part > end - at - 8 {
            return None;
        }
        at += 8 + part + part % 2;
    }
    Some(whole)
}

/// The square that is wanted, moved and cut so that it lies inside; the middle where none is.
fn wanted(crop: Option<Crop>, (width, height): (u32, u32)) -> Crop {
    let side = width.min(height);
    let Some(Crop { x, y, size }) = crop.filter(|crop| crop.size > 0) else {
        return Crop { x: (width - side) / 2, y: (height - side) / 2, size: side };
    };
    let size = size.min(side);
    Crop { x: x.min(width - size), y: y.min(height - size), size }
}

const fn turns(orientation: Orientation) -> bool {
    use Orientation::{Rotate90, Rotate90FlipH, Rotate270, Rotate270FlipH};
    matches!(orientation, Rotate90 | Rotate270 | Rotate90FlipH | Rotate270FlipH)
}

/// Where a square of the picture as it is seen lies in the picture as it is stored.
const fn unturned(Crop { x, y, size }: Crop, orientation: Orientation, (width, height): (u32, u32)) -> Crop {
    let (x, y) = match orientation {
        Orientation::NoTransforms => (x, y),
        Orientation::FlipHorizontal => (width - x - size, y),
        Orientation::FlipVertical => (x, height - y - size),
        Orientation::Rotate180 => (width - x - size, height - y - size),
        Orientation::Rotate90 => (y, height - x - size),
        Orientation::Rotate270 => (width - y - size, x),
        Orientation::Rotate90FlipH => (y, x),
        Orientation::Rotate270FlipH => (width - y - size, height - x - size),
    };
    Crop { x, y, size }
}

/// The square alone, no larger than a draft: shrunk before it is cut, so that a large picture is
/// not held twice.
fn cut(picture: DynamicImage, Crop { x, y, size }: Crop) -> DynamicImage {
    if size <= DRAFT {
        return picture.crop_imm(x, y, size, size);
    }
    let scaled = |length: u32| {
        let length = u64::from(length) * u64::from(DRAFT) / u64::from(size);
        u32::try_from(length).unwrap_or(u32::MAX)
    };
    let (width, height) = (scaled(picture.width()).max(DRAFT), scaled(picture.height()).max(DRAFT));
    let small = picture.thumbnail_exact(width, height);
    drop(picture);
    small.crop_imm(scaled(x).min(width - DRAFT), scaled(y).min(height - DRAFT), DRAFT, DRAFT)
}

fn encode(square: &DynamicImage, side: u32) -> Result<Vec<u8>, Unusable> {
    let pixels = square.resize_exact(side, side, FilterType::CatmullRom).into_rgba8();
    let mut bytes = Vec::new();
    if pixels.pixels().all(|pixel| pixel.0[3] == u8::MAX) {
        let pixels = DynamicImage::from(pixels).into_rgb8();
        JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode_image(&pixels)?;
    } else {
        WebPEncoder::new_lossless(&mut bytes).encode(&pixels, side, side, image::ExtendedColorType::Rgba8)?;
    }
    Ok(bytes)
}

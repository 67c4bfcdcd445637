//! Profile pictures: from uploaded bytes to two small squares of pixels without metadata. No file I/O.

use crate::model::limits;
use image::{
    DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits,
    codecs::{jpeg::JpegEncoder, webp::WebPEncoder},
    imageops::FilterType,
    metadata::Orientation,
};
use std::io::Cursor;

/// Side in pixels beside a message, where screens may use three pixels for one ...
pub const SMALL: u32 = 96;
/// ... and on a profile.
pub const LARGE: u32 = 512;
/// Most bytes of decoded pixels: four per pixel.
const UNPACKED: u64 = limits::PICTURE_PIXELS * 4;
/// Additional memory for a decoder.
const WORKROOM: u64 = 64 * 1024 * 1024;
/// Side in pixels to which larger pictures are first reduced, cheaply.
const DRAFT: u32 = 1024;
const QUALITY: u8 = 85;

/// Crop square, in pixels of the picture as it is displayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crop {
    pub x: u32,
    pub y: u32,
    pub size: u32,
}

/// A picture in its two sizes: JPEG, or WebP if it has transparency.
#[derive(Clone, Debug)]
pub struct Squares {
    pub small: Vec<u8>,
    pub large: Vec<u8>,
}

/// Reason why bytes cannot be used as a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// More pixels than are decoded here, according to the header: nothing was decoded.
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

/// Encodes a picture anew: the first frame of an animation, rotated as its metadata says, cropped to the given
/// square or else to the centre.
///
/// # Errors
/// When the bytes are no picture, or one of too many pixels. The format is detected from the bytes, not from a
/// name.
pub fn squares(bytes: &[u8], crop: Option<Crop>) -> Result<Squares, Unusable> {
    let (picture, orientation) = decode(bytes)?;
    let (width, height) = (picture.width(), picture.height());
    let seen = if turns(orientation) { (height, width) } else { (width, height) };
    let stored = unturned(wanted(crop, seen), orientation, (width, height));
    let mut square = cut(picture, stored);
    square.apply_orientation(orientation);
    Ok(Squares { small: encode(&square, SMALL)?, large: encode(&square, LARGE)? })
}

/// Content type of one of our squares, by its first bytes.
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

/// Bytes of memory needed to decode a picture, according to its header.
///
/// # Errors
/// As [`squares`].
pub fn cost(bytes: &[u8]) -> Result<u64, Unusable> {
    let decoder = decoder(bytes)?;
    let (width, height) = decoder.dimensions();
    // A progressive JPEG (SOF2) is also held as coefficients of two bytes, until its last scan.
    let is_progressive = bytes.starts_with(&[0xff, 0xd8]) && bytes.windows(2).any(|marker| marker == [0xff, 0xc2]);
    let coefficients = if is_progressive { u64::from(width) * u64::from(height) * 3 * 2 } else { 0 };
    Ok(decoder.total_bytes() + coefficients + 2 * bytes.len() as u64)
}

fn decode(bytes: &[u8]) -> Result<(DynamicImage, Orientation), Unusable> {
    let mut decoder = decoder(bytes)?;
    // A picture with unreadable metadata is still a picture.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    Ok((DynamicImage::from_decoder(decoder)?, orientation))
}

/// Decoder of a picture whose header is acceptable.
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

/// A WebP up to its declared end, if all of its chunks are inside. The decoder allocates a chunk by its
/// declared length, which can be four gigabytes in a file of a hundred bytes.
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

/// The crop square, moved and reduced so that it is inside; by default the centre.
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

/// Converts a square of the displayed picture to one of the stored picture.
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

/// The crop square, no larger than a draft: scaled down before cropping, so that a large picture is not in
/// memory twice.
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

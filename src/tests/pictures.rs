//! Pictures of people: accepted and refused files, their processing, and access.

use super::support::{
    Person, TestApp,
    files::{COLOURS, Png, SECRET, blocks, exif, form, gif, gif_of, jpeg, png, webp, webp_of},
    samples::{
        NOTHING, TOO_LARGE,
        Then::{self, Refused, Taken},
        UNREADABLE, half, hostile, laden, pictures,
    },
};
use image::{DynamicImage, RgbaImage};
use reqwest::Method;
use roost::server::files::picture::{self, Crop, Unusable};
use std::{fs, path::PathBuf};

fn folder(app: &TestApp, person: i64) -> PathBuf {
    app.config.data.join("pictures").join(person.to_string())
}

fn kept(app: &TestApp, person: i64) -> Vec<(String, Vec<u8>)> {
    let files = fs::read_dir(folder(app, person)).into_iter().flatten().map(|file| file.expect("a file"));
    let mut kept: Vec<_> = files
        .map(|file| (file.file_name().to_string_lossy().into_owned(), fs::read(file.path()).expect("a file")))
        .collect();
    kept.sort();
    kept
}

/// Whether the bytes hold a text.
fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// Uploads each file by a person of its own; returns the unexpected outcomes.
async fn wrong(files: Vec<(&'static str, Vec<u8>, Then)>) -> Vec<String> {
    let app = TestApp::start().await;
    let mut wrong = Vec::new();
    for (number, (what, bytes, expected)) in files.into_iter().enumerate() {
        let person = app.person(&format!("person{number}")).await;
        let id = i64::try_from(number).expect("few") + 1;
        let reply = person.upload(&bytes).await;
        let files = kept(&app, id);
        let well = match expected {
            Taken => {
                let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
                (reply.status, reply.location()) == (303, "/profile?done=picture") && names == ["1-512", "1-96"]
            }
            Refused(words) => reply.status == 422 && reply.text.contains(words) && files.is_empty(),
        };
        if !well {
            let words = reply.text.split("id=\"picture-problem\">").nth(1).unwrap_or_default();
            wrong.push(format!("{what}: {} {} {words:.60}, {} files", reply.status, reply.location(), files.len()));
        }
        for (name, bytes) in files {
            let side: u32 = name.split('-').nth(1).and_then(|side| side.parse().ok()).expect("a side");
            let made = image::load_from_memory(&bytes).unwrap_or_else(|error| panic!("{what}: {error}"));
            assert_eq!((made.width(), made.height()), (side, side), "{what}");
            for text in [SECRET, "Exif", "ICC_PROFILE", "ICCP", "http", "<", "xmp", "GPS"] {
                let by_chance = text.len() < 3;
                assert!(by_chance || !holds(&bytes, text), "{what}: {text} is still in {name}");
            }
        }
    }
    wrong
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_picture_is_taken() {
    let wrong = wrong(pictures()).await;
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_picture_that_carries_more_nothing_but_the_pixels_is_kept() {
    // Not vacuous: the texts searched for are in the files.
    let plain = ["packed", "profile", "swell", "more pixels", "megapixels"];
    for (what, bytes, _) in laden() {
        assert!(holds(&bytes, SECRET) || plain.iter().any(|word| what.contains(word)), "{what}");
    }
    let wrong = wrong(laden()).await;
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_picture_is_refused_in_plain_words_and_leaves_nothing() {
    let wrong = wrong(hostile()).await;
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_is_cut_off_shows_what_came_of_it() {
    // As browsers do: the first frame, or the part that is complete.
    let (whole, animation) = (jpeg(&blocks(), None), gif(20));
    let first = gif(1);
    for (what, bytes) in [
        ("half an animation", half(&animation)),
        ("an animation that ends right after its first frame", animation[..first.len() + 30].to_vec()),
        ("a JPEG without its end", whole[..whole.len() - 40].to_vec()),
    ] {
        let made = picture::squares(&bytes, None);
        assert!(made.is_ok(), "{what}: {:?}", made.err());
    }
}

#[test]
fn too_large_a_picture_is_told_by_its_head_before_anything_is_unpacked() {
    for (what, bytes, expected) in hostile() {
        if expected == TOO_LARGE && bytes.len() < 100_000 {
            // The file has no pixels: had they been read, it would be unreadable.
            assert_eq!(picture::squares(&bytes, None).err(), Some(Unusable::TooLarge), "{what}");
        }
    }
}

/// The colour at a position of a square, in quarters.
fn colour(square: &[u8], x: u32, y: u32) -> [u8; 3] {
    let square = image::load_from_memory(square).expect("a picture").to_rgb8();
    square.get_pixel(square.width() * x / 4, square.height() * y / 4).0
}

fn alike(one: [u8; 3], other: [u8; 3]) -> bool {
    one.iter().zip(other).all(|(one, other)| one.abs_diff(other) < 30)
}

#[test]
fn of_an_animation_the_first_frame_is_shown() {
    let frames = |count: usize| {
        COLOURS.into_iter().take(count).map(|[r, g, b]| RgbaImage::from_pixel(60, 40, image::Rgba([r, g, b, 255])))
    };
    let gif = gif_of(frames(3));
    let cut_off = gif[..gif_of(frames(2)).len() - 5].to_vec();
    for (kind, bytes) in [("GIF", gif), ("a GIF cut off in its second frame", cut_off), ("WebP", webp_of(frames(3)))] {
        let made = picture::squares(&bytes, None).unwrap_or_else(|error| panic!("{kind}: {error:?}"));
        for square in [&made.small, &made.large] {
            let found = colour(square, 2, 2);
            assert!(alike(found, COLOURS[0]), "{kind}: {found:?}");
        }
    }
}

#[test]
fn a_picture_is_turned_as_the_camera_says_and_cut_as_it_is_seen() {
    let seen = blocks();
    // The picture as a camera stores it, to be shown like this.
    let stored = [
        seen.clone(),
        seen.fliph(),
        seen.rotate180(),
        seen.flipv(),
        seen.rotate90().fliph(),
        seen.rotate270(),
        seen.rotate270().fliph(),
        seen.rotate90(),
    ];
    for (number, stored) in (1_u16..).zip(stored) {
        let mut files = vec![("JPEG", jpeg(&stored, Some(exif(number))))];
        files.push(("WebP", webp(&stored.to_rgba8(), Some(exif(number)), None)));
        for (kind, bytes) in files {
            let right = picture::squares(&bytes, Some(Crop { x: 20, y: 0, size: 40 })).expect("a picture");
            for square in [&right.small, &right.large] {
                for ((x, y), block) in [(1, 1), (3, 1), (1, 3), (3, 3)].into_iter().zip([1, 2, 4, 5]) {
                    let found = colour(square, x, y);
                    assert!(alike(found, COLOURS[block]), "{kind} {number} at {x},{y}: {found:?}, not {block}");
                }
            }
            let corner = picture::squares(&bytes, Some(Crop { x: 42, y: 22, size: 16 })).expect("a picture");
            assert!(alike(colour(&corner.small, 2, 2), COLOURS[5]), "{kind} {number}");
            // The middle by default: half of the first, the second, half of the third.
            let middle = picture::squares(&bytes, None).expect("a picture");
            assert!(alike(colour(&middle.small, 2, 1), COLOURS[1]), "{kind} {number}");
            assert!(alike(colour(&middle.small, 0, 3), COLOURS[3]), "{kind} {number}");
        }
    }
}

#[test]
fn a_square_that_lies_outside_is_moved_inside() {
    let bytes = jpeg(&blocks(), None);
    let large = png(&blocks().resize_exact(6_000, 4_000, image::imageops::FilterType::Nearest));
    for (x, y, size) in [(0, 0, 0), (0, 0, 1), (59, 39, 1), (60, 40, 5), (7, 7, 9_999), (u32::MAX, u32::MAX, u32::MAX)]
    {
        for bytes in [&bytes, &large] {
            assert!(picture::squares(bytes, Some(Crop { x, y, size })).is_ok(), "{x} {y} {size}");
        }
    }
    let last = picture::squares(&bytes, Some(Crop { x: u32::MAX, y: u32::MAX, size: 20 })).expect("a picture");
    assert!(alike(colour(&last.small, 2, 2), COLOURS[5]));
    // A large one is decoded at reduced size, and cut at the same place.
    let corner = picture::squares(&large, Some(Crop { x: 4_100, y: 2_100, size: 1_800 })).expect("a picture");
    assert!(alike(colour(&corner.large, 2, 2), COLOURS[5]));
    let two = picture::squares(&large, Some(Crop { x: 2_000, y: 0, size: 4_000 })).expect("a picture");
    for ((x, y), block) in [(1, 1), (3, 1), (1, 3), (3, 3)].into_iter().zip([1, 2, 4, 5]) {
        assert!(alike(colour(&two.large, x, y), COLOURS[block]), "{block}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_is_read_for_its_first_file_and_its_numbers_whatever_it_says_of_them() {
    let app = TestApp::start().await;
    let (seen, other) = (jpeg(&blocks(), None), Png::grey(9, 9).bytes());
    let long = format!("name=\"picture\"; filename=\"{}\"", "x".repeat(5_000));
    let file = "name=\"picture\"; filename=\"a\"";
    let crop: [(&str, &[u8]); 3] = [("name=\"x\"", b"40"), ("name=\"y\"", b" 20 "), ("name=\"size\"", b"20")];
    let cases: Vec<(&str, Vec<u8>, Then)> = vec![
        ("a name that climbs", form(&[("name=\"picture\"; filename=\"../../../../roost.db\"", &seen)]), Taken),
        ("a name from Windows", form(&[("name=\"picture\"; filename=\"C:\\\\windows\\\\con.php\"", &seen)]), Taken),
        ("a name of another script", form(&[("name=\"picture\"; filename=\"\u{202e}gnp.\u{1f419}\"", &seen)]), Taken),
        ("a long name", form(&[(&long, &seen)]), Taken),
        ("no name", form(&[("name=\"picture\"", &seen)]), Taken),
        ("a wrong kind", form(&[(&format!("{file}\r\ncontent-type: text/html"), &seen)]), Taken),
        ("a wrong kind of picture", form(&[("name=\"picture\"; filename=\"a.gif\"", &other)]), Taken),
        ("two files", form(&[(file, &seen), (file, b"<svg/>")]), Taken),
        ("two files, the first of them bad", form(&[(file, b"<svg/>"), (file, &seen)]), UNREADABLE),
        ("numbers before", form(&[crop[0], crop[1], crop[2], (file, &seen)]), Taken),
        ("numbers behind", form(&[(file, &seen), crop[0], crop[1], crop[2]]), Taken),
        ("numbers that are none", form(&[(file, &seen), ("name=\"x\"", b"-1"), ("name=\"size\"", b"NaN")]), Taken),
        ("fields nobody asked for", form(&[("name=\"user\"", b"1"), (file, &seen)]), Taken),
        ("no file", form(&[crop[0]]), NOTHING),
        ("a file of another name", form(&[("name=\"file\"; filename=\"a\"", &seen)]), NOTHING),
        ("no field", form(&[]), NOTHING),
        ("no end", half(&form(&[(file, &seen)])), NOTHING),
        ("no form", b"hello".to_vec(), NOTHING),
    ];
    for (number, (what, body, expected)) in cases.into_iter().enumerate() {
        let person = app.person(&format!("person{number}")).await;
        let reply = person.upload_form(body).await;
        let id = i64::try_from(number).expect("few") + 1;
        match expected {
            Taken => assert_eq!((reply.status, kept(&app, id).len()), (303, 2), "{what}: {}", reply.text),
            Refused(words) => {
                assert!(reply.text.contains(words), "{what}: {}", reply.text);
                assert_eq!((reply.status, kept(&app, id).len()), (422, 0), "{what}");
            }
        }
        if what.starts_with("numbers b") {
            assert!(alike(colour(&kept(&app, id)[1].1, 2, 2), COLOURS[5]), "{what}");
        }
    }
    assert_eq!(
        fs::read_dir(&app.config.data)
            .expect("the folder")
            .filter(|file| {
                let name = file.as_ref().expect("a file").file_name();
                !["roost.db", "roost.db-wal", "roost.db-shm", "roost.lock", "roost.head", "pictures"]
                    .iter()
                    .any(|known| name == *known)
            })
            .count(),
        0,
        "nothing lies beside what is known"
    );
    let ada = app.person("ada").await;
    let plain = ada.post("/profile/picture", &[("picture", "x")]).await;
    assert!(plain.status == 422 && plain.text.contains("Choose a picture first."), "{}", plain.text);
    // A body of this size is not read at all.
    let huge = ada.upload(&vec![0; 41 * 1024 * 1024]).await;
    assert_eq!(huge.status, 413);
    // Other forms have their limit as before.
    assert_eq!(ada.post("/profile", &[("status", &"x".repeat(300_000))]).await.status, 413);
}

async fn shown(person: &Person, path: &str) -> bool {
    person.get(path).await.status == 200
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_picture_is_on_every_screen_at_once_and_the_old_one_is_gone() {
    let app = TestApp::start().await;
    let (ada, bo) = (app.person("ada").await, app.person("bo").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    ada.say(&room, "hello").await;
    let mut socket = bo.follow(&room).await;
    assert_eq!(ada.upload(&png(&blocks())).await.location(), "/profile?done=picture");
    assert_eq!(socket.next_of_type("people").await["people"][0]["picture"], 1);
    for side in [96, 512] {
        let reply = bo.get(&format!("/pictures/1/1-{side}")).await;
        assert_eq!((reply.status, reply.header("content-type")), (200, "image/jpeg"));
        assert_eq!(reply.header("cache-control"), "private, max-age=31536000, immutable");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert_eq!(reply.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'; sandbox");
    }
    let page = bo.get("/rooms/lobby").await.text;
    assert!(page.contains("src=\"/pictures/1/1-96\"") && page.contains("href=\"/people/ada\""), "{page}");
    assert!(bo.get("/people/ada").await.text.contains("src=\"/pictures/1/1-512\""));
    // Another one, with transparency; in between the name changed.
    assert_eq!(ada.post("/profile", &[("username", "ada"), ("display_name", "Ada")]).await.status, 303);
    let clear = RgbaImage::from_pixel(40, 40, image::Rgba([1, 2, 3, 100]));
    assert_eq!(ada.upload(&webp(&clear, None, None)).await.status, 303);
    assert!(!shown(&bo, "/pictures/1/1-96").await, "the old one is gone");
    assert_eq!(bo.get("/pictures/1/3-96").await.header("content-type"), "image/webp");
    assert_eq!(kept(&app, 1).len(), 2);
    // A refused one changes nothing.
    assert_eq!(ada.upload(b"<svg/>").await.status, 422);
    assert!(shown(&bo, "/pictures/1/3-96").await);
    // For people with an account only, by its one address.
    assert_eq!(app.visitor("stranger").get("/pictures/1/3-96").await.status, 401);
    for path in [
        "1/3-95",
        "1/03-96",
        "01/3-96",
        "1/+3-96",
        "1/3-96.part",
        "1/3",
        "1/-96",
        "2/3-96",
        "1/..%2f1%2f3-96",
        "..%2fpictures%2f1/3-96",
        "%2e%2e/roost.db",
        "1/%00",
        "1/3-0",
        "9223372036854775808/3-96",
        "1/-3-96",
    ] {
        assert_eq!(bo.get(&format!("/pictures/{path}")).await.status, 404, "{path}");
    }
    assert_eq!(ada.post("/profile/picture/remove", &[]).await.location(), "/profile?done=removed");
    socket.next_of_type("people").await;
    socket.next_of_type("people").await;
    assert!(socket.next_of_type("people").await["people"][0]["picture"].is_null(), "initials again");
    assert!(!shown(&bo, "/pictures/1/3-96").await);
    assert_eq!(kept(&app, 1).len(), 0);
    assert!(!bo.get("/rooms/lobby").await.text.contains("/pictures/"));
    assert_eq!(app.count("select count(*) from users where id = 1 and picture = 0 and rev = 4").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sets_a_picture_for_another_or_from_another_site() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let stranger = app.visitor("stranger").upload(&png(&blocks())).await;
    assert_eq!((stranger.status, stranger.location()), (303, "/signin?next=/profile"));
    let foreign = ada.request(Method::POST, "/profile/picture").header("origin", "https://evil.example");
    let foreign = foreign.header("content-type", "multipart/form-data; boundary=b0undary");
    let file = "name=\"picture\"; filename=\"a\"";
    assert_eq!(ada.send(foreign.body(form(&[(file, &png(&blocks()))]))).await.status, 403);
    assert_eq!(kept(&app, 1).len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_that_come_all_at_once_end_in_one() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    let bytes = png(&blocks());
    let all = futures::future::join_all((0..6).map(|_| ada.upload(&bytes))).await;
    let statuses: Vec<_> = all.iter().map(|reply| reply.status).collect();
    assert!(statuses.contains(&303) && statuses.iter().all(|status| [303, 429].contains(status)), "{statuses:?}");
    let version: i64 = app.count("select picture from users where id = 1").await;
    let names: Vec<_> = kept(&app, 1).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, [format!("{version}-512"), format!("{version}-96")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_cannot_be_stored_leaves_everything_as_it_was() {
    let app = TestApp::start().await;
    let ada = app.person("ada").await;
    fs::write(app.config.data.join("pictures"), "in the way").expect("a file");
    let reply = ada.upload(&png(&blocks())).await;
    assert_eq!(reply.status, 500);
    assert!(reply.text.contains("It was noted as"), "{}", reply.text);
    assert_eq!(app.count("select count(*) from users where picture = 0 and rev = 0").await, 1);
    fs::remove_file(app.config.data.join("pictures")).expect("away");
    assert_eq!(ada.upload(&png(&blocks())).await.status, 303, "it works again by itself");
    // The store fails after the files are written: they are deleted.
    let broken = "create trigger broken before update on users begin select raise(abort, 'disk full'); end";
    sqlx::query(broken).execute(&mut app.db().await).await.expect("a broken disk");
    assert_eq!(ada.upload(&png(&blocks())).await.status, 500);
    let names: Vec<_> = kept(&app, 1).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["1-512", "1-96"]);
    assert!(shown(&ada, "/pictures/1/1-96").await);
}

#[test]
fn what_a_picture_costs_is_told_before_it_is_unpacked_so_that_large_ones_wait_their_turn() {
    let large = DynamicImage::new_rgb8(4_000, 3_000);
    let plain = jpeg(&large, None);
    let unpacked = 4_000 * 3_000 * 3;
    assert_eq!(picture::cost(&plain), Ok(unpacked + 2 * plain.len() as u64));
    assert_eq!(picture::cost(&png(&large)).map(|bytes| bytes >= unpacked), Ok(true));
    // The same, marked as progressive: its coefficients are held as well.
    let mut progressive = plain;
    let marker = progressive.windows(2).position(|marker| marker == [0xff, 0xc0]).expect("a frame");
    progressive[marker + 1] = 0xc2;
    let bytes = progressive.len() as u64;
    assert_eq!(picture::cost(&progressive), Ok(3 * unpacked + 2 * bytes));
    assert_eq!(picture::cost(b"no picture"), Err(Unusable::Unreadable));
}

//! Peak memory of the server while it takes or refuses pictures, good and hostile.

use crate::{
    meter,
    support::{Process, roost, samples},
};

pub(crate) async fn measure() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let data = folder.path().join("data");
    let mut command = roost(&data);
    command.env("ROOST_LOG", "info").env("ROOST_SIGN_UPS_PER_ADDRESS", "1000");
    let server = Process::of(&mut command);
    let process = server.child.id();
    let files: Vec<_> = samples::pictures().into_iter().chain(samples::laden()).chain(samples::hostile()).collect();
    let rest = server.resident_kib();
    let mut peaks = Vec::new();
    for (number, (what, bytes, then)) in files.iter().enumerate() {
        // A new person each time: one person may not change their picture as often as this.
        let person = server.person(&format!("person{number}"));
        assert_eq!(person.sign_up().await.status, 303);
        meter::forget_peak(process);
        let before = server.resident_kib();
        let reply = person.upload(bytes).await;
        let taken = reply.status == 303;
        assert_eq!(taken, *then == samples::Then::Taken, "{what}: {}", reply.status);
        peaks.push((meter::peak_kib(process).saturating_sub(before), *what));
    }
    peaks.sort_unstable_by(|a, b| b.cmp(a));
    println!("pictures: {} files; {rest} KiB before, {} KiB after all of them", files.len(), server.resident_kib());
    for (peak, what) in peaks.iter().take(8) {
        println!("pictures: {peak} KiB more at the peak: {what}");
    }
}

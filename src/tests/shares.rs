//! Shares of a limited resource: for all, for each address, and returned.

use roost::server::limits::shares::{Full, Shares};
use std::net::{IpAddr, Ipv4Addr};

fn address(number: u8) -> IpAddr {
    Ipv4Addr::new(192, 0, 2, number).into()
}

#[test]
fn so_much_for_an_address_and_so_much_for_all_and_back_on_drop() {
    let shares = Shares::new(100, 60);
    let take = |number, amount| shares.take(address(number), amount);
    let (one, two) = (take(1, 40).expect("a share"), take(1, 20).expect("a share"));
    assert_eq!(take(1, 1).err(), Some(Full::Address));
    let other = take(2, 40).expect("a share");
    assert_eq!(take(3, 1).err(), Some(Full::Server));
    assert!(take(3, 0).is_ok());
    drop(one);
    assert!(take(1, 41).is_err() && take(1, 40).is_ok() && take(3, 40).is_ok());
    drop((two, other));
    assert_eq!(shares.taken(), 0);
}

#[test]
fn an_amount_beyond_all_numbers_is_too_much() {
    let shares = Shares::new(usize::MAX, usize::MAX);
    let _one = shares.take(address(1), 1).expect("a share");
    assert_eq!(shares.take(address(1), usize::MAX).err(), Some(Full::Address));
    assert_eq!(shares.take(address(2), usize::MAX).err(), Some(Full::Server));
}

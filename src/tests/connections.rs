//! Connections per address: the limit, and which one makes room when there is none.

use roost::server::{
    config::trusted_proxies::Proxies,
    net::connections::{ConnectionPermit, Connections},
};
use std::{
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};
use tokio::sync::oneshot::Receiver;

fn address(number: u8) -> IpAddr {
    Ipv4Addr::new(192, 0, 2, number).into()
}

/// Admits a connection from each of these addresses, in order.
fn admit<const N: usize>(all: &Arc<Connections>, from: [u8; N]) -> [(ConnectionPermit, Receiver<()>); N] {
    from.map(|number| all.admit(address(number)).expect("a place"))
}

fn is_told(connection: &mut (ConnectionPermit, Receiver<()>)) -> bool {
    connection.1.try_recv().is_ok()
}

#[test]
fn an_address_has_so_many_and_one_more_takes_the_place_of_its_oldest_that_asked_for_nothing() {
    let all = Connections::new(10, 3, Proxies::default());
    let [mut one, mut two, mut three, mut other] = admit(&all, [1, 1, 1, 2]);
    one.0.has_asked();
    let mut four = all.admit(address(1)).expect("a place");
    assert!(is_told(&mut two), "the oldest of those");
    assert!(![&mut one, &mut three, &mut four, &mut other].into_iter().any(is_told));
    drop(two);
    for connection in [&three, &four] {
        connection.0.has_asked();
    }
    assert!(all.admit(address(1)).is_none(), "all of them have asked for something");
    assert!(all.admit(address(2)).is_some(), "others are not touched");
    drop(one);
    assert!(all.admit(address(1)).is_some(), "there is room again");
}

#[test]
fn when_all_places_are_taken_the_oldest_that_asked_for_nothing_goes_whosever_it_is() {
    let all = Connections::new(3, 3, Proxies::default());
    let [mut one, mut two, mut three] = admit(&all, [1, 2, 3]);
    one.0.has_asked();
    let four = all.admit(address(4)).expect("a place");
    assert!(is_told(&mut two) && !is_told(&mut three) && !is_told(&mut one));
    drop(two);
    assert_eq!(all.count(), 3);
    for connection in [&three, &four] {
        connection.0.has_asked();
    }
    assert!(all.admit(address(5)).is_none());
    drop((one, three, four));
    assert_eq!(all.count(), 0);
}

#[test]
fn the_proxy_has_as_many_as_there_are() {
    let all = Connections::new(5, 2, "192.0.2.9".parse().expect("an address"));
    let held = admit(&all, [9, 9, 9, 9, 1]);
    held.iter().for_each(|connection| connection.0.has_asked());
    assert!(all.admit(address(9)).is_none());
}

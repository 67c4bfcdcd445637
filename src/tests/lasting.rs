//! Supervised tasks, which run as long as the server: a panic in one ends its current work, and restarts it.

use super::support::{PushBrowser, PushService, TestApp, seed, within};
use roost::{
    model::UserId,
    server::{outbound::address_guard::Resolve, supervise::supervise},
};
use std::{cell::Cell, future::Future, io, net::IpAddr, pin::Pin, sync::Arc, time::Duration};

#[tokio::test]
async fn a_task_that_panics_begins_again_and_one_that_ends_has_ended() {
    let begun = Cell::new(0);
    let task = async || {
        begun.set(begun.get() + 1);
        tokio::task::yield_now().await;
        assert!(begun.get() == 3, "on purpose");
    };
    within(Duration::from_secs(20), "it ends", supervise("a test", task)).await;
    assert_eq!(begun.get(), 3);
}

/// A resolver that panics on one name.
#[derive(Debug)]
struct Trap(Arc<dyn Resolve>);

impl Resolve for Trap {
    fn resolve<'a>(&'a self, host: &'a str) -> Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>> {
        assert_ne!(host, "trap.test", "on purpose");
        self.0.resolve(host)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_panic_while_a_notice_is_sent_costs_that_notice_and_no_other() {
    let service = PushService::start().await;
    let app = TestApp::with(|config| {
        service.reach(config);
        config.push.resolve = Arc::new(Trap(Arc::clone(&config.push.resolve)));
    })
    .await;
    let (ada, bo, cy) = (app.person("ada").await, app.person("bo").await, app.person("cy").await);
    let room = ada.create_room("Lobby").await;
    bo.join(&room).await;
    cy.join(&room).await;
    let mut trap = PushBrowser::new(&service, "bo");
    trap.endpoint = trap.endpoint.replace("push.test", "trap.test");
    seed::subscription(&app, UserId(2), &trap).await;
    let browser = PushBrowser::new(&service, "cy").subscribe(&cy).await;
    for (number, text) in ["@bo @cy one", "@bo @cy two"].into_iter().enumerate() {
        assert_eq!(ada.say(&room, text).await.status, 303);
        let heard = service.hears(number + 1).await;
        assert_eq!(browser.opens(&heard[number])["body"], format!("ada: {text}"));
    }
}

//! Push notifications, for people without an open page: recipients ([`enqueue`]), a queue in the database, and
//! delivery to the push services of their browsers ([`send`]).
//!
//! Posting does not wait for any of it: the feed hands messages to the [`Inbox`] after the commit.

mod enqueue;
pub mod inbox;
pub mod notice;
pub(in crate::server) mod send;
pub mod vapid;

use super::{
    chat::{Services, limits::Limiter},
    config::Origin,
    db,
    domain::{notify_rules, rate_limit::Allowance},
    outbound::{address_guard::AddressGuard, https::PushClient},
    supervise::supervise,
};
use crate::model::{AppError, UserId};
use inbox::Inbox;
use std::{sync::Arc, time::Duration};
use tokio::{sync::mpsc, task::JoinHandle, time::timeout};
use vapid::{BadKey, Vapid};

/// State of the notification worker.
pub struct Notifier {
    pub(super) services: Arc<Services>,
    pub(super) inbox: Arc<Inbox>,
    pub(in crate::server) vapid: Vapid,
    pub(in crate::server) push_client: PushClient,
    /// Wakes the sender when something was queued.
    wake: tokio::sync::Notify,
    /// Rate limit per person for subscribing and for test notifications: each makes the server resolve names or
    /// send requests.
    limiter: Limiter,
}

/// Reason why it could not start.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub enum StartError {
    Store(#[from] db::Error),
    Key(#[from] BadKey),
}

/// Time to queue what is under way when the server stops.
const GRACE: Duration = Duration::from_secs(2);

impl Notifier {
    /// Loads the server's VAPID keys, creating them if there are none.
    ///
    /// # Errors
    /// When the database fails, or the keys cannot be used.
    pub async fn open(services: Arc<Services>, inbox: Arc<Inbox>) -> Result<Self, StartError> {
        let (db, config) = (&services.db, &services.config);
        let kept = match db::settings::get(&mut db.read().await?, "vapid").await? {
            Some(kept) => kept,
            None => db::settings::keep(&mut db.writer().await?, "vapid", &Vapid::make()?).await?,
        };
        let https = config.origin.as_ref().filter(|origin| origin.is_https()).map(Origin::as_str);
        // Push services ask for a contact; without an HTTPS origin there is nothing better.
        let contact = https.map_or_else(|| "mailto:roost@localhost".to_owned(), str::to_owned);
        let vapid = Vapid::read(&kept, contact)?;
        let reach = &config.push;
        let gate = AddressGuard { resolve: Arc::clone(&reach.resolve), also: reach.also.clone() };
        Ok(Self {
            inbox,
            vapid,
            push_client: PushClient::new(gate, reach.root.clone(), reach.patience),
            wake: tokio::sync::Notify::new(),
            limiter: Limiter::new(&config.clock, Allowance { burst: 10.0, per_second: 0.2 }),
            services,
        })
    }

    /// Counts a request that makes the server resolve names or send.
    ///
    /// # Errors
    /// [`AppError::TooMany`] when there have been too many.
    pub fn take_try(&self, user: UserId) -> Result<(), AppError> {
        self.limiter.take(&user)
    }
}

/// The two tasks of the worker.
pub struct Notifying {
    closing: Arc<tokio::sync::Notify>,
    filling: JoinHandle<()>,
    ending: Arc<tokio::sync::Notify>,
    sending: JoinHandle<()>,
}

/// Starts queueing and sending.
#[must_use]
pub fn start(notifier: &Arc<Notifier>, posts: mpsc::Receiver<notify_rules::Post>) -> Notifying {
    let [closing, ending] = [(); 2].map(|()| Arc::new(tokio::sync::Notify::new()));
    let (sender, told) = (Arc::clone(notifier), Arc::clone(&ending));
    Notifying {
        filling: tokio::spawn(enqueue::run(Arc::clone(notifier), posts, Arc::clone(&closing))),
        sending: tokio::spawn(async move {
            supervise("notices", || send::run(Arc::clone(&sender), Arc::clone(&told))).await
        }),
        closing,
        ending,
    }
}

impl Notifying {
    /// Cancels what is being sent, which stays in the queue, and queues the messages still received.
    pub async fn stop(mut self) {
        self.ending.notify_one();
        self.closing.notify_one();
        for task in [&mut self.sending, &mut self.filling] {
            if timeout(GRACE, &mut *task).await.is_err() {
                task.abort();
            }
        }
    }
}

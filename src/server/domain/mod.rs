//! Domain: decisions on commands, from facts alone. Pure: no I/O, no database, no clock.

pub mod batch;
pub mod command;
pub mod committed;
pub mod decision;
pub mod direct;
pub mod edit;
pub mod facts;
pub mod membership;
mod mentions;
pub mod moderate;
pub mod moment;
pub mod needs;
pub mod notify_rules;
pub mod permissions;
pub mod post;
pub mod post_limiter;
pub mod rate_limit;
mod room_end;
pub mod slug;
pub mod until;

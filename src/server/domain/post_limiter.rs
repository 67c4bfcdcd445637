//! Rate limit for posting, per person: messages, and bytes of text.

use super::rate_limit::{Allowance, Buckets};
use crate::model::{Millis, UserId};

/// People remembered at once.
const SENDERS: usize = 50_000;
/// Least allowance of bytes.
const BYTES: Allowance = Allowance { burst: 1_048_576.0, per_second: 65_536.0 };
/// Bytes allowed per message, where that gives more.
const BYTES_PER_MESSAGE: f64 = 4_096.0;

/// Remaining allowances, per person.
#[derive(Clone, Debug)]
pub struct PostLimiter {
    messages: Buckets<UserId>,
    bytes: Buckets<UserId>,
}

impl PostLimiter {
    /// An allowance of messages, and one of bytes in proportion to it.
    #[must_use]
    pub fn new(messages: Allowance) -> Self {
        let bytes = Allowance {
            burst: BYTES.burst.max(messages.burst * BYTES_PER_MESSAGE),
            per_second: BYTES.per_second.max(messages.per_second * BYTES_PER_MESSAGE),
        };
        Self { messages: Buckets::new(messages, SENDERS), bytes: Buckets::new(bytes, SENDERS) }
    }

    /// Takes one message of this many bytes from the allowances.
    ///
    /// # Errors
    /// The seconds until there will be enough; nothing is taken then.
    pub fn take(&mut self, by: UserId, bytes: usize, now: Millis) -> Result<(), u64> {
        self.messages.take(&by, now)?;
        #[expect(clippy::cast_precision_loss, reason = "a message is far shorter than 2^53 bytes")]
        let taken = self.bytes.take_many(&by, bytes as f64, now);
        if taken.is_err() {
            self.messages.give_back(&by, now);
        }
        taken
    }
}

//! Authentication: passwords, session tokens, cookies, and origins of requests. No database.

pub mod caller;
pub mod cookie;
pub mod device;
pub mod hash_queue;
pub mod origin;
pub mod password;
pub mod secret;

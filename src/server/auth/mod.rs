//! Who somebody is: passwords, session tokens, and where requests may come from.

pub mod caller;
pub mod cookie;
pub mod device;
pub mod hash_queue;
pub mod origin;
pub mod password;
pub mod secret;

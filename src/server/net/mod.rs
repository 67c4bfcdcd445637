//! Network: listening, TLS, and limits on connections.

pub mod connections;
pub mod io_limits;
pub mod listen;
pub mod plain_http;
pub mod tls;

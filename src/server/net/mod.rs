//! Listening sockets: accepting, https, and the bounds that a slow or greedy peer meets.

pub mod connections;
pub mod io_limits;
pub mod listen;
pub mod plain_http;
pub mod tls;

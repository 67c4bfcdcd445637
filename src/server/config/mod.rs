//! The settings: one struct, read by clap from arguments, environment and file, refused as a whole if anything
//! is wrong.

mod bad_setting;
mod check;
mod origin;
mod sign_up;
pub mod trusted_proxies;
mod tuning;
mod values;

pub use bad_setting::BadSetting;
pub use origin::{Origin, is_loopback_host};
pub use sign_up::SignUp;
pub use tuning::{ConnectionBounds, Heartbeat};

use super::{clock::Clock, outbound::options::PushOptions};
use clap::{Args, Command, FromArgMatches};
use std::{ffi::OsString, net::SocketAddr, path::PathBuf};
use tracing::level_filters::LevelFilter;
use trusted_proxies::Proxies;
use values::{count, level, parsed, takes};

/// All settings. The comment of a field is its line in `roost --help`.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Settings")]
pub struct Config {
    /// Address and port to listen on.
    #[arg(
        long, env = "ROOST_ADDR", default_value = "127.0.0.1:3000",
        value_parser = takes("an address and a port, as 127.0.0.1:3000", parsed::<SocketAddr>)
    )]
    pub addr: SocketAddr,
    /// The folder that holds everything.
    #[arg(
        long, env = "ROOST_DATA", default_value = "data",
        value_parser = takes("a folder", parsed::<PathBuf>)
    )]
    pub data: PathBuf,
    /// Where browsers find this server, as https://chat.example.org; unset, only loopback names are served.
    #[arg(
        long, env = "ROOST_ORIGIN",
        value_parser = takes("a scheme and a host without a path, as https://chat.example.org", parsed::<Origin>)
    )]
    pub origin: Option<Origin>,
    /// PEM file of a certificate with its chain: https by itself, without a proxy.
    #[arg(
        long, env = "ROOST_TLS_CERT", value_name = "FILE",
        value_parser = takes("a PEM file", parsed::<PathBuf>)
    )]
    pub tls_cert: Option<PathBuf>,
    /// PEM file of the certificate's private key.
    #[arg(
        long, env = "ROOST_TLS_KEY", value_name = "FILE",
        value_parser = takes("a PEM file", parsed::<PathBuf>)
    )]
    pub tls_key: Option<PathBuf>,
    /// With a certificate: address and port where plain http is led to https.
    #[arg(
        long, env = "ROOST_REDIRECT_ADDR", value_name = "ADDR",
        value_parser = takes("an address and a port, as 0.0.0.0:80", parsed::<SocketAddr>)
    )]
    pub redirect_addr: Option<SocketAddr>,
    /// Addresses and networks of the proxies whose X-Forwarded-For is believed, with commas between them.
    #[arg(
        long = "trusted-proxy", env = "ROOST_TRUSTED_PROXY", value_name = "NETWORKS",
        default_value = "", hide_default_value = true,
        value_parser = takes(
            "IP addresses and networks with commas between them, as 127.0.0.1, 10.0.0.0/8",
            parsed::<Proxies>,
        )
    )]
    pub trusted_proxies: Proxies,
    /// Who may make an account: open, invitation or closed; unset, administrators choose it on their pages.
    /// The first account can always be made.
    #[arg(
        long, env = "ROOST_SIGN_UP", value_name = "MODE",
        value_parser = takes("open, invitation or closed", SignUp::parse)
    )]
    pub sign_up: Option<SignUp>,
    /// Level of the log: error, warn, info, debug or trace.
    #[arg(
        long, env = "ROOST_LOG", value_name = "LEVEL", default_value = "info",
        value_parser = takes("error, warn, info, debug or trace", level)
    )]
    pub log: LevelFilter,
    /// Messages that one person can send at once; the bytes of text that go with them follow from it.
    // So do the frames that a connection is read for.
    #[arg(long, env = "ROOST_MESSAGE_BURST", value_name = "N", default_value = "200", value_parser = count::<u32>)]
    pub message_burst: u32,
    /// Messages a second that one person can go on sending.
    #[arg(long, env = "ROOST_MESSAGES_PER_SECOND", value_name = "N", default_value = "10", value_parser = count::<u32>)]
    pub messages_per_second: u32,
    /// Rooms that one person can make, join or leave at once; then one every five seconds.
    #[arg(long, env = "ROOST_ROOM_BURST", value_name = "N", default_value = "60", value_parser = count::<u32>)]
    pub room_burst: u32,
    /// Wrong passwords for one account from one address before a wait.
    #[arg(long, env = "ROOST_SIGN_IN_TRIES", value_name = "N", default_value = "10", value_parser = count::<u32>)]
    pub sign_in_tries: u32,
    /// Accounts made from one address at once before a wait.
    #[arg(
        long, env = "ROOST_SIGN_UPS_PER_ADDRESS", value_name = "N", default_value = "100",
        value_parser = count::<u32>
    )]
    pub sign_ups_per_address: u32,
    /// Tabs and devices of one person connected at once.
    #[arg(
        long, env = "ROOST_SOCKETS_PER_PERSON", value_name = "N", default_value = "50",
        value_parser = count::<usize>
    )]
    pub sockets_per_person: usize,
    /// Connections from one address at once, or from one /64 of IPv6; trusted proxies have as many as they like.
    #[arg(
        long, env = "ROOST_CONNECTIONS_PER_ADDRESS", value_name = "N", default_value = "1024",
        value_parser = count::<usize>
    )]
    pub connections_per_address: usize,
    /// Sockets of the whole server at once, as far as the limit of open files goes.
    #[arg(long, env = "ROOST_SOCKETS", value_name = "N", default_value = "20000", value_parser = count::<usize>)]
    pub sockets: usize,
    /// The clocks; nothing sets them.
    #[arg(skip)]
    pub clock: Clock,
    /// Intervals of the heartbeat; nothing sets them.
    #[arg(skip)]
    pub heartbeat: Heartbeat,
    /// Limits on connections; nothing sets them.
    #[arg(skip)]
    pub bounds: ConnectionBounds,
    /// Options of the push client; nothing sets them.
    #[arg(skip)]
    pub push: PushOptions,
}

/// PEM files: a certificate with its chain, and its private key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    pub cert: PathBuf,
    pub key: PathBuf,
}

impl Default for Config {
    /// Every setting as it is when nothing is set, whatever the environment says.
    fn default() -> Self {
        Self::from_arguments::<OsString>([]).expect("the defaults are allowed")
    }
}

impl Config {
    /// Reads settings from arguments alone, as `--addr=127.0.0.1:80`.
    ///
    /// # Errors
    /// Names the first setting that cannot be used.
    pub fn from_arguments<T>(arguments: impl IntoIterator<Item = T>) -> Result<Self, BadSetting>
    where
        T: Into<OsString> + Clone,
    {
        let command = Self::command().no_binary_name(true).mut_args(|arg| arg.env(None::<&str>));
        let matches = command.try_get_matches_from(arguments).map_err(BadSetting::from_clap)?;
        let config = Self::from_arg_matches(&matches).map_err(BadSetting::from_clap)?;
        config.check()?;
        Ok(config)
    }

    /// Names of all variables.
    #[must_use]
    pub fn names() -> Vec<String> {
        Self::command().get_arguments().filter_map(bad_setting::variable).collect()
    }

    /// A command that takes all settings and nothing else.
    fn command() -> Command {
        Self::augment_args(Command::new("roost"))
    }

    /// Files for https by itself. Their contents are checked when the server starts.
    #[must_use]
    pub fn tls(&self) -> Option<TlsFiles> {
        let (cert, key) = self.tls_cert.clone().zip(self.tls_key.clone())?;
        Some(TlsFiles { cert, key })
    }

    /// Whether browsers reach this server over https, by itself or through a proxy. Decides on the cookies'
    /// names and flags.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.tls_cert.is_some() || self.origin.as_ref().is_some_and(Origin::is_https)
    }

    /// Whether to send HSTS. Not for loopback hosts: it would apply to every other program on this machine.
    #[must_use]
    pub fn says_https_only(&self) -> bool {
        self.is_https() && self.origin.as_ref().is_some_and(|origin| !origin.is_loopback())
    }

    /// `https` or `http`.
    #[must_use]
    pub fn scheme(&self) -> &'static str {
        if self.is_https() { "https" } else { "http" }
    }
}

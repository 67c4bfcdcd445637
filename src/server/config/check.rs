//! Checks of settings that depend on each other.

use super::{BadSetting, Config};

impl Config {
    /// Checks settings that depend on each other.
    ///
    /// # Errors
    /// Names the first setting that the others do not allow.
    pub fn check(&self) -> Result<(), BadSetting> {
        self.check_tls()?;
        self.check_origin()?;
        match self.redirect_addr {
            Some(addr) if self.tls_cert.is_none() => Err(BadSetting::value(
                "ROOST_REDIRECT_ADDR",
                addr.to_string(),
                "an address and a port where ROOST_TLS_CERT and ROOST_TLS_KEY are set, and nothing otherwise",
            )),
            _ => Ok(()),
        }
    }

    /// Both files or neither. Their contents are checked when the server starts.
    fn check_tls(&self) -> Result<(), BadSetting> {
        let missing = match (&self.tls_cert, &self.tls_key) {
            (Some(_), None) => "ROOST_TLS_KEY",
            (None, Some(_)) => "ROOST_TLS_CERT",
            (None, None) | (Some(_), Some(_)) => return Ok(()),
        };
        let allowed = "a PEM file, and is needed together with the other of ROOST_TLS_CERT and ROOST_TLS_KEY";
        Err(BadSetting::value(missing, String::new(), allowed))
    }

    fn check_origin(&self) -> Result<(), BadSetting> {
        match &self.origin {
            None if !self.addr.ip().is_loopback() => Err(BadSetting::value(
                "ROOST_ORIGIN",
                String::new(),
                "the address that browsers use, as https://chat.example.org, and is needed when ROOST_ADDR is not \
                 a loopback address",
            )),
            Some(origin) if self.tls_cert.is_some() && !origin.is_https() => Err(BadSetting::value(
                "ROOST_ORIGIN",
                origin.as_str().to_owned(),
                "an address that begins with https:// where ROOST_TLS_CERT is set",
            )),
            _ => Ok(()),
        }
    }
}

//! The log-in and the one thing that may be asked for: the SFTP subsystem.

use std::collections::HashMap;
use std::time::Duration;

use russh::server::{Auth, ChannelOpenHandle, Handler, Msg, Session};
use russh::{Channel, ChannelId};
use subtle::ConstantTimeEq;
use tokio_util::sync::CancellationToken;

use super::Shop;
use super::reading::Reading;
use crate::faults::FaultAction;
use crate::journal::Exchange;

/// One connection's handler.
pub(super) struct Login {
    shop: Shop,
    cut: CancellationToken,
    channels: HashMap<ChannelId, Channel<Msg>>,
}

impl Login {
    pub(super) fn new(shop: Shop, cut: CancellationToken) -> Self {
        Self { shop, cut, channels: HashMap::new() }
    }
}

impl Handler for Login {
    type Error = russh::Error;

    async fn auth_password(&mut self, user: &str, password: &str) -> Result<Auth, russh::Error> {
        let fault = self.shop.fault("SFTP login", user.as_bytes());
        let name = fault.as_ref().map(FaultAction::name);
        let mut let_in = user == self.shop.user && bool::from(password.as_bytes().ct_eq(self.shop.password.as_bytes()));
        match fault {
            None | Some(FaultAction::Garbage) => {}
            Some(FaultAction::Delay { millis }) => tokio::time::sleep(Duration::from_millis(millis)).await,
            Some(FaultAction::Status { .. }) => let_in = false,
            Some(_) => self.cut.cancel(),
        }
        let status = if let_in { 200 } else { 401 };
        self.shop.journal.record(&Exchange {
            at: self.shop.state.clock.now(),
            method: "SFTP",
            path: "login",
            query: user,
            status: (!self.cut.is_cancelled()).then_some(status),
            request_body: b"",
            response_body: b"",
            millis: 0,
            fault: name,
        });
        Ok(if let_in { Auth::Accept } else { Auth::reject() })
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        _session: &mut Session,
    ) -> Result<(), russh::Error> {
        self.channels.insert(channel.id(), channel);
        reply.accept().await;
        Ok(())
    }

    async fn subsystem_request(
        &mut self,
        id: ChannelId,
        name: &str,
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        match self.channels.remove(&id).filter(|_| name == "sftp") {
            Some(channel) => {
                session.channel_success(id)?;
                let reading = Reading::new(self.shop.clone(), self.cut.clone());
                russh_sftp::server::run(channel.into_stream(), reading).await;
                Ok(())
            }
            None => session.channel_failure(id),
        }
    }

    async fn channel_eof(&mut self, channel: ChannelId, session: &mut Session) -> Result<(), russh::Error> {
        session.close(channel)
    }
}

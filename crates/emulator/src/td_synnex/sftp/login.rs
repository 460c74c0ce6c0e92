//! The log-in and the one thing that may be asked for: the SFTP subsystem.

use std::borrow::Cow;
use std::collections::HashMap;
use std::time::Duration;

use russh::server::{Auth, ChannelOpenHandle, Handler, Msg, Response, Session};
use russh::{Channel, ChannelId};
use subtle::ConstantTimeEq;
use tokio_util::sync::CancellationToken;

use super::Shop;
use super::reading::Reading;
use crate::faults::FaultAction;
use crate::journal::Exchange;
use crate::td_synnex::options::SftpLogIn;

/// One connection's handler.
pub(super) struct Login {
    shop: Shop,
    cut: CancellationToken,
    channels: HashMap<ChannelId, Channel<Msg>>,
    asked: Asked,
}

/// What a dialogue waits for.
#[derive(Default)]
enum Asked {
    #[default]
    Nothing,
    Password,
    /// The word of welcome is to be taken note of.
    Welcome,
}

impl Login {
    pub(super) fn new(shop: Shop, cut: CancellationToken) -> Self {
        Self { shop, cut, channels: HashMap::new(), asked: Asked::Nothing }
    }

    fn way(&self) -> SftpLogIn {
        self.shop.state.world().0.settings.sftp_log_in
    }

    /// Whether these are the right ones; notes it, and lets planned faults happen.
    async fn examine(&mut self, user: &str, password: &[u8]) -> bool {
        let fault = self.shop.fault("SFTP login", user.as_bytes());
        let name = fault.as_ref().map(FaultAction::name);
        let mut let_in = user == self.shop.user && bool::from(password.ct_eq(self.shop.password.as_bytes()));
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
        let_in
    }
}

/// A question whose answer is not to be shown.
fn asking(question: &'static str) -> Auth {
    Auth::Partial {
        name: "".into(),
        instructions: "".into(),
        prompts: Cow::Owned(vec![(Cow::Borrowed(question), false)]),
    }
}

/// A sentence without a question.
fn telling(sentence: &'static str) -> Auth {
    Auth::Partial { name: "".into(), instructions: sentence.into(), prompts: Cow::Borrowed(&[]) }
}

impl Handler for Login {
    type Error = russh::Error;

    async fn auth_password(&mut self, user: &str, password: &str) -> Result<Auth, russh::Error> {
        if self.way() != SftpLogIn::Password {
            return Ok(Auth::reject());
        }
        let let_in = self.examine(user, password.as_bytes()).await;
        Ok(if let_in { Auth::Accept } else { Auth::reject() })
    }

    async fn auth_keyboard_interactive<'a>(
        &'a mut self,
        user: &str,
        _submethods: &str,
        response: Option<Response<'a>>,
    ) -> Result<Auth, russh::Error> {
        let way = self.way();
        if way == SftpLogIn::Password {
            return Ok(Auth::reject());
        }
        let Some(mut said) = response else {
            self.asked = Asked::Password;
            return Ok(asking("Password: "));
        };
        Ok(match std::mem::take(&mut self.asked) {
            Asked::Password => {
                let password = said.next().unwrap_or_default();
                match (self.examine(user, &password).await, way) {
                    (false, _) => Auth::reject(),
                    (true, SftpLogIn::SecondFactor) => asking("One-time code: "),
                    (true, _) => {
                        self.asked = Asked::Welcome;
                        telling("Welcome.")
                    }
                }
            }
            Asked::Welcome => Auth::Accept,
            Asked::Nothing => Auth::reject(),
        })
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

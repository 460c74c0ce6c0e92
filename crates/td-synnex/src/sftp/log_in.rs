//! Logging in with a user and a password, by the method that the host takes. How a host is known is not decided here.
//!
//! Some servers take a password as such, others ask for it in a dialogue (`keyboard-interactive`). Which, is asked first, so
//! that the password is sent once at most, whatever the host takes.

use super::error::{SftpError, bounded};
use super::session::{Guard, SignIn};
use russh::MethodKind;
use russh::client::{AuthResult, Handle, KeyboardInteractiveAuthResponse as Reply, Prompt};
use secrecy::ExposeSecret;

/// How often a host may say something in the dialogue. Two are usual: the question, and a word of welcome.
const MOST_ROUNDS: usize = 5;

/// Logs in, or says why not. The password is sent once at most.
pub(super) async fn log_in(ssh: &mut Handle<Guard>, sign_in: &SignIn) -> Result<(), SftpError> {
    let offered = match ssh.authenticate_none(sign_in.user.as_str()).await.map_err(SftpError::of_ssh)? {
        AuthResult::Success => return Ok(()),
        AuthResult::Failure { remaining_methods, .. } => remaining_methods,
    };
    if offered.contains(&MethodKind::Password) {
        return by_password(ssh, sign_in).await;
    }
    if offered.contains(&MethodKind::KeyboardInteractive) {
        return by_dialogue(ssh, sign_in).await;
    }
    let offered: Vec<&str> = offered.iter().map(<&str>::from).collect();
    Err(SftpError::AsksForMore { wanted: bounded(&offered.join(", ")) })
}

async fn by_password(ssh: &mut Handle<Guard>, sign_in: &SignIn) -> Result<(), SftpError> {
    let asked = ssh.authenticate_password(sign_in.user.as_str(), sign_in.password.expose_secret()).await;
    match asked.map_err(SftpError::of_ssh)? {
        AuthResult::Success => Ok(()),
        AuthResult::Failure { partial_success: true, remaining_methods } => {
            let wanted: Vec<&str> = remaining_methods.iter().map(<&str>::from).collect();
            Err(SftpError::AsksForMore { wanted: bounded(&wanted.join(", ")) })
        }
        AuthResult::Failure { .. } => Err(SftpError::LogInRefused),
    }
}

async fn by_dialogue(ssh: &mut Handle<Guard>, sign_in: &SignIn) -> Result<(), SftpError> {
    let mut dialogue = Dialogue::default();
    let mut reply = ssh.authenticate_keyboard_interactive_start(sign_in.user.as_str(), None).await;
    for _ in 0..MOST_ROUNDS {
        let answers = match reply.map_err(SftpError::of_ssh)? {
            Reply::Success => return Ok(()),
            Reply::Failure { .. } => return Err(SftpError::LogInRefused),
            Reply::InfoRequest { prompts, .. } => match dialogue.step(&prompts)? {
                Step::Nothing => Vec::new(),
                Step::Password => vec![sign_in.password.expose_secret().to_owned()],
            },
        };
        reply = ssh.authenticate_keyboard_interactive_respond(answers).await;
    }
    Err(SftpError::AsksForMore { wanted: "a longer dialogue".to_owned() })
}

/// What has been said so far.
#[derive(Default)]
struct Dialogue {
    /// The question that the password answered.
    asked: Option<String>,
}

/// What is answered.
#[derive(Debug, PartialEq, Eq)]
enum Step {
    /// The host only told something.
    Nothing,
    /// The password.
    Password,
}

impl Dialogue {
    /// The password answers the first question, if it is the only one and its answer is not to be shown. The same question
    /// again means that the password is wrong; any other, that it is not enough.
    fn step(&mut self, prompts: &[Prompt]) -> Result<Step, SftpError> {
        match (prompts, &self.asked) {
            ([], _) => Ok(Step::Nothing),
            ([one], None) if !one.echo => {
                self.asked = Some(one.prompt.clone());
                Ok(Step::Password)
            }
            ([one], Some(asked)) if one.prompt == *asked => Err(SftpError::LogInRefused),
            _ => {
                let wanted: Vec<&str> = prompts.iter().map(|one| one.prompt.trim()).collect();
                Err(SftpError::AsksForMore { wanted: bounded(&wanted.join(", ")) })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prompt(text: &str, echo: bool) -> Prompt {
        Prompt { prompt: text.to_owned(), echo }
    }

    #[test]
    fn the_password_answers_one_hidden_question_once() {
        let mut dialogue = Dialogue::default();
        assert_eq!(dialogue.step(&[]).unwrap(), Step::Nothing);
        assert_eq!(dialogue.step(&[prompt("Password: ", false)]).unwrap(), Step::Password);
        assert_eq!(dialogue.step(&[]).unwrap(), Step::Nothing);
        assert!(matches!(dialogue.step(&[prompt("Password: ", false)]), Err(SftpError::LogInRefused)));
        let Err(SftpError::AsksForMore { wanted }) = dialogue.step(&[prompt("Code: ", false)]) else { panic!() };
        assert_eq!(wanted, "Code:");
    }

    #[test]
    fn nothing_is_answered_that_may_be_shown_or_asked_beside_something_else() {
        for prompts in [vec![prompt("Your name", true)], vec![prompt("Password", false), prompt("Code", false)]] {
            assert!(matches!(Dialogue::default().step(&prompts), Err(SftpError::AsksForMore { .. })), "{prompts:?}");
        }
    }

    #[test]
    fn a_hosts_words_are_bounded() {
        let long = [prompt(&"x".repeat(5_000), true)];
        let Err(SftpError::AsksForMore { wanted }) = Dialogue::default().step(&long) else { panic!() };
        assert!(wanted.len() < 300);
    }
}

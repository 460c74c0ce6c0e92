//! `linkspan emulate`: one vendor's stand-in, alone. When it is ready, one JSON line on standard output says where it is and
//! what its sample data holds.

use super::{Outcome, say, stop};
use clap::{Args as ClapArgs, Subcommand, ValueEnum};
use linkspan_emulator::autotask::{self, Destinations, Limits, Quirks, TenantDump};
use linkspan_emulator::faults::FaultPlan;
use linkspan_emulator::oauth;
use linkspan_emulator::td_synnex;
use std::error::Error;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Run an emulator of a vendor
#[derive(Debug, ClapArgs)]
pub(super) struct Args {
    #[command(subcommand)]
    vendor: Vendor,
}

#[derive(Debug, Subcommand)]
enum Vendor {
    /// Autotask: zones, entities, limits, a page of what a user would see
    Autotask(Box<AutotaskArgs>),
    /// TD SYNNEX: prices, orders, their status, invoices, the catalogue file
    TdSynnex(TdSynnexArgs),
    /// An OAuth 2 authorisation server: consent, codes, tokens, a small protected resource
    Oauth(OauthArgs),
}

#[derive(Debug, ClapArgs)]
struct AutotaskArgs {
    #[command(flatten)]
    common: Common,
    /// Whether the vendor's limits hold
    #[arg(long, value_name = "on|off", default_value = "on")]
    limits: Switch,
    /// Keep the state in this folder, so that a restart shows the same rows, ids and clock; in memory alone if left out
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// JSON file with a tenant's own entityInformation answers, put over the compiled-in ones
    #[arg(long, value_name = "FILE")]
    tenant: Option<PathBuf>,
    /// Where webhooks are delivered to: this machine alone, or any address
    #[arg(long, value_name = "loopback|anywhere", default_value = "loopback")]
    webhooks: WebhookTargets,
    /// Set an uncertain behaviour, such as `missing_id=404`; may be repeated
    #[arg(long, value_name = "NAME=CHOICE")]
    quirk: Vec<String>,
    /// List the uncertain behaviours with their defaults, the reason, and the other choices, and end
    #[arg(long)]
    list_quirks: bool,
}

#[derive(Debug, ClapArgs)]
struct TdSynnexArgs {
    #[command(flatten)]
    common: Common,
    /// Rows of the catalogue, 1,000 to 1,200,000
    #[arg(long, default_value_t = 1_000)]
    rows: u32,
    /// Seed of everything generated
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// Serve the catalogue of the next day, with this share of its rows changed: `1%` or `0.01`
    #[arg(long, value_name = "SHARE", value_parser = share)]
    changed: Option<f64>,
    /// Address of the SFTP server with the catalogue; port 0 picks one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    sftp_listen: SocketAddr,
    /// Refuse a customer PO number that is known
    #[arg(long, value_name = "on|off", default_value = "on")]
    duplicate_check: Switch,
    /// Change a switch, such as `short_stock=review` or `timing.ship=60`; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    quirk: Vec<String>,
    /// List the switches with their defaults and end
    #[arg(long)]
    list_quirks: bool,
}

#[derive(Debug, ClapArgs)]
struct OauthArgs {
    #[command(flatten)]
    common: Common,
    /// Where browsers may be sent back to, exactly; may be repeated
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:8088/oauth/callback")]
    redirect_uri: Vec<String>,
    /// Change a switch, such as `consent=allow` or `rotate_refresh_tokens=false`; may be repeated
    #[arg(long, value_name = "NAME=VALUE")]
    quirk: Vec<String>,
    /// List the switches with their defaults and end
    #[arg(long)]
    list_quirks: bool,
}

#[derive(Debug, ClapArgs)]
struct Common {
    /// Address to listen on; port 0 picks one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// JSON file with a list of faults, met in their order
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum WebhookTargets {
    Loopback,
    Anywhere,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Switch {
    On,
    Off,
}

pub(super) async fn run(args: Args) -> Outcome {
    match args.vendor {
        Vendor::Autotask(args) if args.list_quirks => {
            for quirk in Quirks::all() {
                let (default, others) = quirk.choices.split_first().unwrap_or((&"", &[]));
                say::result(&format!("{}={default} (or {})\n    {}", quirk.name, others.join(", "), quirk.about));
            }
            Ok(())
        }
        Vendor::TdSynnex(args) if args.list_quirks => list(&td_synnex::Settings::default()),
        Vendor::Oauth(args) if args.list_quirks => list(&oauth::Settings::default()),
        Vendor::Autotask(args) => emulate_autotask(*args).await,
        Vendor::TdSynnex(args) => emulate_td_synnex(args).await,
        Vendor::Oauth(args) => emulate_oauth(args).await,
    }
}

fn list(settings: &impl serde::Serialize) -> Outcome {
    let settings = serde_json::to_value(settings)?;
    for (name, value) in settings.as_object().into_iter().flatten() {
        say::result(&format!("{name}={value}"));
    }
    Ok(())
}

async fn emulate_autotask(args: AutotaskArgs) -> Outcome {
    let mut quirks = Quirks::default();
    for quirk in &args.quirk {
        let (name, choice) = pair(quirk)?;
        quirks.set(name, choice)?;
    }
    let limits = if args.limits == Switch::Off { Limits::off() } else { Limits::default() };
    let faults = args.common.plan()?;
    let webhooks = match args.webhooks {
        WebhookTargets::Loopback => Destinations::Loopback,
        WebhookTargets::Anywhere => Destinations::Anywhere,
    };
    let options = autotask::Options {
        listen: args.common.listen,
        faults,
        limits,
        quirks,
        webhooks,
        data: args.data,
        tenant: args.tenant.as_deref().map(TenantDump::from_file).transpose()?,
        ..Default::default()
    };
    let stop = stop::on_signal()?;
    let emulator = autotask::start(options).await?;
    say::json(&emulator.ready())?;
    stop.cancelled().await;
    emulator.stop().await;
    Ok(())
}

async fn emulate_td_synnex(args: TdSynnexArgs) -> Outcome {
    let settings = td_synnex::Settings { duplicate_check: args.duplicate_check == Switch::On, ..Default::default() };
    let settings = turned(settings, &args.quirk)?;
    let plan = args.common.plan()?;
    let options = td_synnex::Options {
        listen: args.common.listen,
        rows: args.rows,
        seed: args.seed,
        sftp_listen: Some(args.sftp_listen),
        settings,
        ..Default::default()
    };
    let stop = stop::on_signal()?;
    let emulator = td_synnex::start(options).await?;
    if let Some(changed) = args.changed {
        emulator.next_day(td_synnex::DayShares { changed, ..Default::default() });
    }
    plan.list().into_iter().for_each(|planned| emulator.faults().add(planned.fault));
    say::json(emulator.ready())?;
    stop.cancelled().await;
    Ok(())
}

async fn emulate_oauth(args: OauthArgs) -> Outcome {
    let mut options = oauth::Options {
        listen: args.common.listen,
        settings: turned(oauth::Settings::default(), &args.quirk)?,
        ..Default::default()
    };
    options.clients[0].redirect_uris = args.redirect_uri;
    let plan = args.common.plan()?;
    let stop = stop::on_signal()?;
    let emulator = oauth::start(options).await?;
    plan.list().into_iter().for_each(|planned| emulator.faults().add(planned.fault));
    say::json(emulator.ready())?;
    stop.cancelled().await;
    emulator.stop().await;
    Ok(())
}

/// Switches with those of the command line laid over them.
fn turned<S: serde::Serialize + serde::de::DeserializeOwned>(
    settings: S,
    quirks: &[String],
) -> Result<S, Box<dyn Error + Send + Sync>> {
    let mut settings = serde_json::to_value(settings)?;
    for quirk in quirks {
        let (name, value) = pair(quirk)?;
        let pointer = format!("/{}", name.replace('.', "/"));
        let place = settings.pointer_mut(&pointer).ok_or_else(|| format!("there is no quirk named {name}"))?;
        *place = serde_json::from_str(value).unwrap_or_else(|_| value.into());
    }
    Ok(serde_json::from_value(settings).map_err(|error| format!("a quirk has no such value: {error}"))?)
}

impl Common {
    fn plan(&self) -> Result<FaultPlan, linkspan_emulator::faults::FaultFileError> {
        self.faults.as_deref().map_or_else(|| Ok(FaultPlan::default()), FaultPlan::from_file)
    }
}

/// `1%` or `0.01`.
fn share(text: &str) -> Result<f64, String> {
    let (number, divisor) = text.strip_suffix('%').map_or((text, 1.0), |percent| (percent, 100.0));
    let share = number.trim().parse::<f64>().map_err(|_| "a share such as 1% or 0.01 is expected")? / divisor;
    if (0.0..=1.0).contains(&share) { Ok(share) } else { Err("a share lies between 0% and 100%".to_owned()) }
}

fn pair(text: &str) -> Result<(&str, &str), String> {
    text.split_once('=').ok_or_else(|| format!("`{text}` is no NAME=VALUE"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_percentages_or_fractions() {
        for (text, value) in [("1%", 0.01), ("0.25", 0.25), ("100 %", 1.0), ("0", 0.0)] {
            assert_eq!(share(text), Ok(value), "{text}");
        }
        for text in ["101%", "-1%", "some", "NaN"] {
            assert!(share(text).is_err(), "{text}");
        }
    }
}

//! What the tests need on the machine: looked for, installed where we may, named exactly where we may not.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::api;
use crate::node::{self, Suite};
use crate::postgres;
use crate::shell;
use crate::steps::Step;
use crate::workspace::Workspace;

/// The oldest Node.js that the browser tests run on.
const NODE_AT_LEAST: (u32, u32) = (18, 19);

/// The oldest Node.js that the SDKs run on, with a limit to the time of a test.
const NODE_FOR_SDKS: (u32, u32) = (20, 11);

/// How a missing tool is brought.
enum Cure {
    /// Debian packages.
    Apt(&'static [&'static str]),
    /// A program from the Rust package registry, at the version that the configuration was written for.
    Cargo(&'static str, &'static str),
    /// A component of the pinned toolchain.
    Rustup(&'static str),
    /// What no package manager brings everywhere.
    Hand(&'static str),
}

struct Tool {
    name: &'static str,
    needed_by: &'static [Step],
    present: fn() -> bool,
    cure: Cure,
}

const TOOLS: [Tool; 11] = [
    Tool { name: "git", needed_by: &[Step::Tidy], present: || has("git"), cure: Cure::Apt(&["git"]) },
    Tool {
        name: "rustfmt",
        needed_by: &[Step::Format],
        present: || answers("cargo", &["fmt", "--version"]),
        cure: Cure::Rustup("rustfmt"),
    },
    Tool {
        name: "clippy",
        needed_by: &[Step::Clippy],
        present: || answers("cargo", &["clippy", "--version"]),
        cure: Cure::Rustup("clippy"),
    },
    Tool {
        name: "cargo-deny",
        needed_by: &[Step::Deny],
        present: || answers("cargo", &["deny", "--version"]),
        cure: Cure::Cargo("cargo-deny", "0.20.2"),
    },
    Tool {
        name: "cargo-nextest",
        needed_by: &[Step::Rust],
        present: || answers("cargo", &["nextest", "--version"]),
        cure: Cure::Cargo("cargo-nextest", "0.9.143"),
    },
    Tool {
        name: "PostgreSQL server",
        needed_by: &[Step::Rust],
        present: || postgres::program_folder().is_some(),
        cure: Cure::Apt(&["postgresql"]),
    },
    Tool { name: "setpriv", needed_by: &[Step::Rust], present: || has("setpriv"), cure: Cure::Apt(&["util-linux"]) },
    Tool {
        name: "Chromium",
        needed_by: &[Step::Browser, Step::Sdk],
        present: || std::env::var_os("LINKSPAN_CHROMIUM").is_some() || Path::new("/usr/bin/chromium").is_file(),
        cure: Cure::Apt(&["chromium", "fonts-liberation"]),
    },
    Tool {
        name: "Node.js 18.19 or newer, with npm",
        needed_by: &[Step::Browser, Step::Api],
        present: || has("npm") && node_version().is_some_and(|version| version >= NODE_AT_LEAST),
        cure: Cure::Apt(&["nodejs", "npm"]),
    },
    Tool {
        name: "Node.js 20.11 or newer, with npm",
        needed_by: &[Step::Sdk],
        present: || has("npm") && node_version().is_some_and(|version| version >= NODE_FOR_SDKS),
        cure: Cure::Hand("install it from your distribution or from nodejs.org"),
    },
    Tool {
        name: "Python 3 with venv and pip",
        needed_by: &[Step::Api],
        present: || answers("python3", &["-c", "import ensurepip, venv"]),
        cure: Cure::Apt(&["python3", "python3-venv"]),
    },
];

/// Makes sure that everything `steps` need is there; `may_install` permits changing the machine.
///
/// `false` means that something is still missing; what, and how to bring it, has been printed.
pub(crate) fn prepare(workspace: &Workspace, steps: &[Step], may_install: bool) -> Result<bool> {
    let mut missing = missing_for(steps);
    if may_install && !missing.is_empty() {
        install(workspace, &missing)?;
        missing = missing_for(steps);
    }
    if !missing.is_empty() {
        say!("Missing on this machine:");
        for tool in &missing {
            say!("  {}: {}", tool.name, advice(&tool.cure));
        }
        say!("Bring them as said above and run again; or leave steps out with --skip.");
        return Ok(false);
    }
    for folder in package_folders(steps) {
        if !node::install_packages(workspace, folder)? {
            say!("Missing: the packages of {folder}. Run `npm ci` there; it needs the npm registry or a filled cache.");
            return Ok(false);
        }
    }
    if steps.contains(&Step::Api) && !api::install_packages(workspace)? {
        say!("Missing: the Python packages of {}. They need the Python package index or a filled cache.", api::FOLDER);
        return Ok(false);
    }
    Ok(true)
}

/// The folders whose packages the steps need, each once.
fn package_folders(steps: &[Step]) -> Vec<&'static str> {
    let suites = [(Step::Browser, Suite::Browser), (Step::Sdk, Suite::Sdk)];
    let needed = suites.into_iter().filter(|(step, _)| steps.contains(step));
    let mut folders: Vec<&str> = needed.flat_map(|(_, suite)| suite.package_folders()).copied().collect();
    folders.dedup();
    folders.extend(steps.contains(&Step::Api).then_some(api::FOLDER));
    folders
}

/// Makes sure that a program is there, from Debian packages if we may; `false` if it is missing still.
pub(crate) fn program(name: &str, packages: &[&str]) -> Result<bool> {
    if !has(name) {
        debian(packages)?;
    }
    Ok(has(name))
}

fn missing_for(steps: &[Step]) -> Vec<&'static Tool> {
    TOOLS.iter().filter(|tool| tool.needed_by.iter().any(|step| steps.contains(step)) && !(tool.present)()).collect()
}

fn install(workspace: &Workspace, missing: &[&'static Tool]) -> Result<()> {
    let packages: Vec<&str> = missing.iter().flat_map(|tool| debian_packages(&tool.cure)).copied().collect();
    debian(&packages)?;
    for tool in missing {
        match tool.cure {
            Cure::Apt(_) | Cure::Hand(_) => {}
            Cure::Cargo(name, version) => {
                shell::run(&mut workspace.cargo(&["install", name, "--version", version, "--locked", "--debug"]))?;
            }
            Cure::Rustup(component) => {
                if has("rustup") {
                    shell::run(workspace.command("rustup").args(["component", "add", component]))?;
                }
            }
        }
    }
    Ok(())
}

/// Installs Debian packages where we may; what is missing afterwards is the caller's to see.
fn debian(packages: &[&str]) -> Result<()> {
    if packages.is_empty() || !shell::is_root() || !has("apt-get") {
        return Ok(());
    }
    shell::run(Command::new("apt-get").args(["update", "-q"]))?;
    let mut command = Command::new("apt-get");
    command.args(["install", "-q", "-y", "--no-install-recommends"]).args(packages);
    // RUNLEVEL=1 keeps packages from starting their services: the tests bring their own database.
    shell::run(command.env("DEBIAN_FRONTEND", "noninteractive").env("RUNLEVEL", "1"))?;
    Ok(())
}

fn debian_packages(cure: &Cure) -> &'static [&'static str] {
    match cure {
        Cure::Apt(packages) => packages,
        Cure::Cargo(..) | Cure::Rustup(_) | Cure::Hand(_) => &[],
    }
}

fn advice(cure: &Cure) -> String {
    match cure {
        Cure::Apt(packages) => format!("as root: apt-get install {}", packages.join(" ")),
        Cure::Cargo(name, version) => format!("cargo install {name} --version {version} --locked --debug"),
        Cure::Rustup(component) => format!("rustup component add {component}"),
        Cure::Hand(words) => (*words).to_owned(),
    }
}

fn has(program: &str) -> bool {
    shell::find(program).is_some()
}

fn answers(program: &str, arguments: &[&str]) -> bool {
    shell::ask(Command::new(program).args(arguments)).is_some()
}

fn node_version() -> Option<(u32, u32)> {
    parse_node_version(&shell::ask(Command::new("node").arg("--version"))?)
}

fn parse_node_version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.strip_prefix('v')?.split('.');
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_of_node_compare_by_number() {
        assert_eq!(parse_node_version("v20.2.0"), Some((20, 2)));
        assert!(parse_node_version("v18.20.4") >= Some(NODE_AT_LEAST));
        assert!(parse_node_version("v18.9.1") < Some(NODE_AT_LEAST));
        assert_eq!(parse_node_version("20"), None);
    }

    #[test]
    fn the_advice_is_a_command_to_type() {
        assert_eq!(advice(&Cure::Apt(&["nodejs", "npm"])), "as root: apt-get install nodejs npm");
        assert_eq!(advice(&Cure::Cargo("a", "1.2.3")), "cargo install a --version 1.2.3 --locked --debug");
        assert_eq!(advice(&Cure::Rustup("clippy")), "rustup component add clippy");
    }

    #[test]
    fn a_step_asks_only_for_its_own_tools() {
        let doc_tools = TOOLS.iter().filter(|tool| tool.needed_by.contains(&Step::Doc)).count();
        assert_eq!(doc_tools, 0);
        let browser_tools = TOOLS.iter().filter(|tool| tool.needed_by.contains(&Step::Browser)).count();
        assert_eq!(browser_tools, 2);
        assert_eq!(package_folders(&[Step::Doc]), Vec::<&str>::new());
        assert_eq!(package_folders(Step::all()), ["tests/browser", "tests/sdk", "tests/api"]);
    }
}

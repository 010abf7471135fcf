//! Commands and their options, in the user's language.

use std::ffi::OsString;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::{Command as Clap, PossibleValuesParser};
use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches, value_parser};

use super::{inspect_arguments, tile_arguments};
use crate::diagnostics::{Diagnostic, Lang, code, phrase, print};
use crate::outputs::hosting::Server;
use crate::tiling::{TilingRequest, UnpackRequest};
use inspect_arguments::InspectRequest;

/// What the user asked for.
pub(super) struct Arguments {
    pub(super) command: Command,
    pub(super) root: Option<PathBuf>,
    pub(super) output: Option<PathBuf>,
    pub(super) base_url: Option<String>,
    pub(super) drafts: bool,
    pub(super) compress: bool,
    pub(super) signing_key: Option<PathBuf>,
}

/// The command.
pub(super) enum Command {
    Build,
    Serve { host: IpAddr, port: u16 },
    Check(Format),
    Release,
    Hosting(Server),
    Keys(PathBuf),
    Unpack(UnpackRequest),
    Tile(Box<TilingRequest>),
    Inspect(Box<InspectRequest>),
}

/// How findings are printed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Human,
    Json,
}

/// The language of messages: `--lang`, else the locale, else Vietnamese.
pub(super) fn lang(mut args: impl Iterator<Item = OsString>) -> Lang {
    let mut typed = None;
    while let Some(arg) = args.next() {
        let Some(arg) = arg.to_str() else { continue };
        if arg == "--lang" {
            typed = args.next().and_then(|value| value.into_string().ok());
        } else if let Some(value) = arg.strip_prefix("--lang=") {
            typed = Some(value.to_owned());
        }
    }
    let locale =
        ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(|name| std::env::var(name).ok()).find(|v| !v.is_empty());
    match typed.or(locale) {
        Some(lang) if lang.starts_with("en") => Lang::En,
        _ => Lang::Vi,
    }
}

/// Reads the command line. Help and mistakes are printed here; the error is the code to exit with.
pub(super) fn parse(args: impl Iterator<Item = OsString>, lang: Lang) -> Result<Arguments, ExitCode> {
    let mut clap = command(lang);
    match clap.try_get_matches_from_mut(args) {
        Ok(matches) => Ok(arguments(&matches)),
        Err(error) if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) => {
            anstream::print!("{}", error.render());
            Err(ExitCode::SUCCESS)
        }
        Err(error) if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            anstream::eprint!("{}", error.render());
            Err(ExitCode::from(2))
        }
        Err(error) => {
            let typed = [ContextKind::InvalidArg, ContextKind::InvalidSubcommand, ContextKind::InvalidValue]
                .iter()
                .filter_map(|kind| error.get(*kind))
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(" ");
            let reason = if typed.is_empty() { error.kind().to_string() } else { typed };
            print(&[Diagnostic::error(code::BAD_ARGUMENT).arg("reason", reason)], lang);
            Err(ExitCode::from(2))
        }
    }
}

fn command(lang: Lang) -> Clap {
    let word = |key: &str| phrase(lang, &format!("cli.{key}"), &[]);
    let template = format!(
        "{{about}}\n\n{}: {{usage}}\n\n{}:\n{{subcommands}}\n\n{}:\n{{options}}\n",
        word("usage"),
        word("commands"),
        word("options")
    );
    let leaf = format!("{{about}}\n\n{}: {{usage}}\n\n{}:\n{{options}}\n", word("usage"), word("options"));
    let tool = format!(
        "{{about}}\n\n{}: {{usage}}\n\n{}:\n{{positionals}}\n\n{}:\n{{options}}\n",
        word("usage"),
        word("files"),
        word("options")
    );
    let option = |name: &'static str, key: &str, value: &'static str| {
        Arg::new(name).long(name).value_name(value).help(word(key)).global(false)
    };
    let path = |name, key| option(name, key, "DIR").value_parser(value_parser!(PathBuf));
    let help = || Arg::new("help").long("help").short('h').action(ArgAction::Help).help(word("help"));
    let language = || {
        option("lang", "lang", "vi|en").value_parser(PossibleValuesParser::new(["vi", "en"])).hide_possible_values(true)
    };
    let flag = |name: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue).help(word(name));
    let web = |typed: &str| {
        let good = typed.starts_with("https://") || typed.starts_with("http://");
        if good { Ok(typed.to_owned()) } else { Err("https://…") }
    };
    let format = || {
        let formats = PossibleValuesParser::new(["human", "json"]);
        option("format", "format", "human|json").value_parser(formats).hide_possible_values(true)
    };
    let base_url = || option("base-url", "base_url", "URL").value_parser(web);
    let leaf_command = |name: &'static str| {
        Clap::new(name).about(word(name)).help_template(leaf.clone()).disable_help_flag(true).args([
            path("root", "root"),
            flag("drafts"),
            language(),
            help(),
        ])
    };
    let tool_command =
        |name: &'static str| Clap::new(name).about(word(name)).help_template(tool.clone()).disable_help_flag(true);
    let file = |key: &str, value: &'static str| {
        Arg::new("file").value_name(value).help(word(key)).required(true).value_parser(value_parser!(PathBuf))
    };
    Clap::new("langso")
        .version(env!("CARGO_PKG_VERSION"))
        .about(word("about"))
        .help_template(template)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .args([
            help(),
            language(),
            Arg::new("version").long("version").short('V').action(ArgAction::Version).help(word("version")),
        ])
        .subcommand(leaf_command("build").args([
            path("output", "output"),
            base_url(),
            flag("compress"),
            option("signing-key", "signing_key", "FILE").value_parser(value_parser!(PathBuf)),
        ]))
        .subcommand(leaf_command("serve").args([
            option("port", "port", "N").value_parser(value_parser!(u16)),
            option("host", "host", "ADDR").value_parser(value_parser!(IpAddr)),
            base_url(),
        ]))
        .subcommand(leaf_command("check").args([format()]))
        .subcommand(leaf_command("release"))
        .subcommand(
            leaf_command("hosting").args([
                path("output", "output"),
                base_url(),
                option("server", "server", "nginx|caddy")
                    .value_parser(PossibleValuesParser::new(["nginx", "caddy"]))
                    .hide_possible_values(true),
            ]),
        )
        .subcommand(tool_command("keys").args([file("keys_file", "FILE"), language(), help()]))
        .subcommand(tool_command("inspect").args(inspect_arguments::options(&word)).args([
            format(),
            language(),
            help(),
        ]))
        .subcommand(tool_command("unpack").args([
            file("unpack_file", "FILE.pmtiles"),
            path("output", "unpack_output").short('o').required(true),
            option("url", "unpack_url", "URL").value_parser(web),
            language(),
            help(),
        ]))
        .subcommand(tool_command("tile").args(tile_arguments::options(&word)).args([language(), help()]))
}

fn arguments(matches: &ArgMatches) -> Arguments {
    let (name, of) = matches.subcommand().unwrap_or(("build", matches));
    let optional = |name: &str| of.try_get_one::<String>(name).ok().flatten().cloned();
    let path = |name: &str| of.try_get_one::<PathBuf>(name).ok().flatten().cloned();
    let flag = |name: &str| of.try_get_one::<bool>(name).ok().flatten().copied().unwrap_or(false);
    let format = if optional("format").as_deref() == Some("json") { Format::Json } else { Format::Human };
    let command = match name {
        "serve" => Command::Serve {
            host: of.get_one("host").copied().unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)),
            port: of.get_one("port").copied().unwrap_or(8000),
        },
        "check" => Command::Check(format),
        "release" => Command::Release,
        "hosting" if optional("server").as_deref() == Some("caddy") => Command::Hosting(Server::Caddy),
        "hosting" => Command::Hosting(Server::Nginx),
        "keys" => Command::Keys(path("file").unwrap_or_default()),
        "unpack" => Command::Unpack(UnpackRequest {
            archive: path("file").unwrap_or_default(),
            output: path("output").unwrap_or_default(),
            url: optional("url"),
        }),
        "tile" => Command::Tile(Box::new(tile_arguments::request(of))),
        "inspect" => Command::Inspect(Box::new(inspect_arguments::request(of, format))),
        _ => Command::Build,
    };
    Arguments {
        command,
        root: path("root"),
        output: path("output"),
        base_url: optional("base-url"),
        drafts: flag("drafts"),
        compress: flag("compress"),
        signing_key: path("signing-key"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed_in_both_languages() {
        command(Lang::Vi).debug_assert();
        command(Lang::En).debug_assert();
    }

    #[test]
    fn options_are_read() {
        let args = ["langso", "serve", "--port", "0", "--root", "x", "--drafts"].map(OsString::from);
        let arguments = parse(args.into_iter(), Lang::En).ok().unwrap();
        assert!(matches!(arguments.command, Command::Serve { port: 0, .. }));
        assert_eq!(arguments.root.as_deref(), Some(std::path::Path::new("x")));
        assert!(arguments.drafts);
    }
}

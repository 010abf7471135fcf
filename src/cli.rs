//! The command line.

mod arguments;
mod inspect;
mod inspect_arguments;
mod keys;
mod report;
mod tile_arguments;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::build::{BuildRequest, build, check, hosting};
use crate::diagnostics::{Diagnostic, Lang, code, json, print};
use crate::outputs::hosting::Server;
use crate::release::release;
use crate::serve::{ServeRequest, serve};
use crate::site::LoadOptions;
use crate::text::Date;
use crate::tiling::{TilingRequest, UnpackRequest, tile, unpack};
use arguments::{Arguments, Command, Format};

/// Runs the program: 0 when all went well, 1 when the site is at fault, 2 when the command line is.
pub fn main() -> ExitCode {
    let lang = arguments::lang(std::env::args_os());
    let arguments = match arguments::parse(std::env::args_os(), lang) {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    if let Command::Tile(request) = &arguments.command {
        return report_tiling(request, lang);
    }
    if let Command::Inspect(request) = &arguments.command {
        return inspect::run(request, lang);
    }
    if let Command::Keys(file) = &arguments.command {
        return report_keys(file, lang);
    }
    if let Command::Unpack(request) = &arguments.command {
        return report_unpacking(request, lang);
    }
    let request = match request(&arguments) {
        Ok(request) => request,
        Err(fault) => {
            print(&[fault], lang);
            return ExitCode::from(2);
        }
    };
    if !request.root.is_dir() {
        print(&[Diagnostic::error(code::NO_FOLDER).arg("folder", request.root.display())], lang);
        return ExitCode::from(2);
    }
    match arguments.command {
        Command::Build => report_build(&request, lang),
        Command::Release => report_release(&request, lang),
        Command::Hosting(server) => report_hosting(&request, server, lang),
        Command::Check(format) => report_check(&request, format, lang),
        Command::Tile(_) | Command::Inspect(_) | Command::Keys(_) | Command::Unpack(_) => ExitCode::SUCCESS,
        Command::Serve { host, port } => {
            let request = ServeRequest { build: request, host, port, lang };
            match serve(request, Arc::new(report::Console { lang })) {
                Ok(()) => ExitCode::SUCCESS,
                Err(fault) => {
                    print(&[fault], lang);
                    ExitCode::FAILURE
                }
            }
        }
    }
}

fn request(arguments: &Arguments) -> Result<BuildRequest, Diagnostic> {
    let root = arguments.root.clone().unwrap_or_else(|| PathBuf::from("."));
    // Watchers report absolute paths; so the root is one too.
    let root = std::path::absolute(&root).unwrap_or(root);
    let root = root.components().collect::<PathBuf>();
    Ok(BuildRequest {
        output: arguments.output.clone().unwrap_or_else(|| root.join("public")),
        root,
        today: today(),
        options: LoadOptions {
            drafts: arguments.drafts,
            base_url: arguments.base_url.clone(),
            compress: arguments.compress,
            signer: arguments.signing_key.as_deref().map(keys::signer).transpose()?.map(Arc::new),
        },
    })
}

fn report_keys(file: &Path, lang: Lang) -> ExitCode {
    let made = keys::make(file).map_err(|fault| vec![fault]);
    tell(made, lang, |public| report::keys(&shown(file), &public, lang))
}

/// Tells what came of a command, or why nothing did.
fn tell<T>(outcome: Result<T, Vec<Diagnostic>>, lang: Lang, say: impl FnOnce(T)) -> ExitCode {
    match outcome {
        Ok(made) => {
            say(made);
            ExitCode::SUCCESS
        }
        Err(findings) => {
            print(&findings, lang);
            ExitCode::FAILURE
        }
    }
}

/// The day it is in Vietnam, or the one that `SOURCE_DATE_EPOCH` sets (reproducible-builds.org).
fn today() -> Date {
    let set = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|seconds| seconds.trim().parse().ok());
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() as i64);
    let seconds = set.unwrap_or_else(now);
    Date::in_vietnam(seconds).unwrap_or(Date { year: 1970, month: 1, day: 1, minute: None })
}

fn report_build(request: &BuildRequest, lang: Lang) -> ExitCode {
    let bar = report::Bar::new(lang);
    let built = build(request, &bar);
    bar.finish();
    let output = shown(&request.output);
    match built {
        Ok(summary) => {
            print(&summary.warnings, lang);
            report::summary(&summary, &output, lang);
            ExitCode::SUCCESS
        }
        Err(findings) => {
            print(&findings, lang);
            let key = if request.output.exists() { "run.failed" } else { "run.failed_first" };
            report::failure(key, &findings, &output, lang);
            ExitCode::FAILURE
        }
    }
}

fn report_tiling(request: &TilingRequest, lang: Lang) -> ExitCode {
    let bar = report::TilingBar::new(lang);
    let cut = tile(request, &bar);
    bar.finish();
    match cut {
        Ok(summary) => {
            print(&summary.warnings, lang);
            report::tiling(&summary, &shown(&request.output), lang);
            ExitCode::SUCCESS
        }
        Err(findings) => {
            print(&findings, lang);
            report::failure("run.tile_failed", &findings, &shown(&request.output), lang);
            ExitCode::FAILURE
        }
    }
}

fn report_unpacking(request: &UnpackRequest, lang: Lang) -> ExitCode {
    let made = unpack(request).map_err(|fault| vec![fault]);
    tell(made, lang, |unpacked| report::unpacked(unpacked, &shown(&request.output), lang))
}

fn report_check(request: &BuildRequest, format: Format, lang: Lang) -> ExitCode {
    let bar = report::Bar::new(lang);
    let (findings, code) = match check(request, &bar) {
        Ok(warnings) => (warnings, ExitCode::SUCCESS),
        Err(findings) => (findings, ExitCode::FAILURE),
    };
    bar.finish();
    match format {
        Format::Json => anstream::println!("{}", json(&findings, lang)),
        Format::Human => {
            print(&findings, lang);
            let key = if code == ExitCode::SUCCESS { "run.check_ok" } else { "run.check_failed" };
            report::failure(key, &findings, "", lang);
        }
    }
    code
}

fn report_hosting(request: &BuildRequest, server: Server, lang: Lang) -> ExitCode {
    tell(hosting(request, server), lang, |settings| anstream::print!("{settings}"))
}

fn report_release(request: &BuildRequest, lang: Lang) -> ExitCode {
    match release(request) {
        Ok(release) => {
            print(&release.warnings, lang);
            report::released(&release, lang);
            ExitCode::SUCCESS
        }
        Err(findings) => {
            print(&findings, lang);
            report::failure("run.release_failed", &findings, "", lang);
            ExitCode::FAILURE
        }
    }
}

/// A path as the user would type it: relative to where they stand, when it lies below.
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    path.strip_prefix(&here).unwrap_or(path).display().to_string()
}

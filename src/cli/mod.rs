//! The command line enters; data leaves on standard output, everything else on standard error, and an exit code.
//!
//! One file per command; this one parses, dispatches and prints errors as `error:` and, where it helps, `hint:`.

mod ask;
mod build;
mod correct;
mod dossier;
mod eval;
mod explain;
mod export;
mod extract;
mod graph;
mod input;
mod output;
mod path;
mod query;
mod rules;
mod serve;
mod show;
mod store;
mod talk;
mod told;
mod train;
mod verify;
mod why;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Reads Chinese news, builds a knowledge graph, answers from it and proves each answer with the sentence it rests on.
#[derive(Debug, Parser)]
#[command(
    name = "wenmai",
    version,
    about = "文脉 Wenmai: a knowledge graph of Chinese news whose every fact can be proved from the text",
    after_help = "Example:\n  wenmai build articles/ --date 2024-03-14\n  wenmai ask \"谁考察了哪家公司？\"\n\nExit codes: 0 done, 1 nothing found, 2 failed or some input was not read."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Number of threads (default: one per core)
    #[arg(long, global = true, value_name = "N")]
    threads: Option<usize>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Build(build::Build),
    Remove(build::Remove),
    Correct(correct::Correct),
    Extract(extract::Extract),
    Ask(ask::Ask),
    Query(query::Query),
    Show(show::Show),
    Path(path::Path),
    Similar(path::Similar),
    Stats(graph::Stats),
    Export(export::Export),
    Eval(eval::Eval),
    Serve(serve::Serve),
    Verify(verify::Verify),
    Why(why::Why),
    WhyNot(why::WhyNot),
    Rules(rules::Rules),
    Train(train::Train),
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done as asked.
    Done,
    /// Nothing was found.
    Nothing,
    /// Some of it failed; what failed was said.
    Failed,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Nothing => 1,
            Exit::Failed => 2,
        })
    }
}

/// Parses the command line and runs the command.
pub(crate) fn run() -> ExitCode {
    let cli = Cli::parse();
    if let Some(threads) = cli.threads {
        // Fails only when the pool is built twice, which nothing else does.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    }
    match dispatch(cli.command) {
        Ok(exit) => exit.into(),
        Err(error) => {
            if is_closed_pipe(&error) {
                return ExitCode::SUCCESS;
            }
            output::complain(&error);
            Exit::Failed.into()
        }
    }
}

fn dispatch(command: Command) -> Result<Exit> {
    match command {
        Command::Build(build) => build.run(),
        Command::Remove(remove) => remove.run(),
        Command::Correct(correct) => correct.run(),
        Command::Extract(extract) => extract.run(),
        Command::Ask(ask) => ask.run(),
        Command::Query(query) => query.run(),
        Command::Show(show) => show.run(),
        Command::Path(path) => path.run(),
        Command::Similar(similar) => similar.run(),
        Command::Stats(stats) => stats.run(),
        Command::Export(export) => export.run(),
        Command::Eval(eval) => eval.run(),
        Command::Serve(serve) => serve.run(),
        Command::Verify(verify) => verify.run(),
        Command::Why(why) => why.run(),
        Command::WhyNot(why_not) => why_not.run(),
        Command::Rules(rules) => rules.run(),
        Command::Train(train) => train.run(),
    }
}

/// `wenmai … | head` closes the pipe early; that is no failure.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}

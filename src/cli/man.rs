//! `azukari man DIR` (hidden): the man pages, English in DIR and Japanese in DIR/ja. `man/` in the tree is made by it.

use super::Shell;
use super::catalogue::Catalogue;
use super::exit::Exit;
use super::failure::{Outcome, ShellError};
use crate::model::Lang;
use clap::Command;
use roff::{Roff, bold, roman};
use std::path::{Path, PathBuf};

/// Arguments of `man`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

/// Writes every page.
pub fn run(shell: &Shell, args: &Args) -> Outcome {
    for (lang, dir) in [(Lang::En, args.dir.clone()), (Lang::Ja, args.dir.join("ja"))] {
        std::fs::create_dir_all(&dir).map_err(|source| failed(&dir, source))?;
        for (name, page) in pages(&Catalogue::new(lang)).map_err(|source| failed(&dir, source))? {
            let path = dir.join(name);
            std::fs::write(&path, page).map_err(|source| failed(&path, source))?;
        }
    }
    shell.out().say("man-written", &super::output::at_path(&args.dir));
    shell.out().result("man", &serde_json::json!({ "dir": args.dir.display().to_string() }));
    Ok(Exit::Done)
}

fn failed(path: &Path, source: std::io::Error) -> ShellError {
    ShellError::Write { place: path.display().to_string(), source }
}

/// File names and contents of all pages in one language.
fn pages(catalogue: &Catalogue) -> std::io::Result<Vec<(String, Vec<u8>)>> {
    let mut root = super::command_in_words(catalogue);
    root.build();
    let mut pages = Vec::new();
    collect(&root, "azukari", catalogue, &mut pages)?;
    Ok(pages)
}

fn collect(
    command: &Command,
    name: &str,
    catalogue: &Catalogue,
    pages: &mut Vec<(String, Vec<u8>)>,
) -> std::io::Result<()> {
    pages.push((format!("{name}.1"), page(command, name, catalogue)?));
    for below in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        collect(below, &format!("{name}-{}", below.get_name()), catalogue, pages)?;
    }
    Ok(())
}

fn page(command: &Command, name: &str, catalogue: &Catalogue) -> std::io::Result<Vec<u8>> {
    let man = clap_mangen::Man::new(command.clone().display_name(name)).title(name).manual("azukari");
    let mut text = Vec::new();
    man.render_title(&mut text)?;
    man.render_name_section(&mut text)?;
    man.render_synopsis_section(&mut text)?;
    man.render_description_section(&mut text)?;
    man.render_options_section(&mut text)?;
    if command.get_subcommands().any(|sub| !sub.is_hide_set()) {
        man.render_subcommands_section(&mut text)?;
    }
    let mut roff = Roff::new();
    roff.control("SH", [catalogue.word("label-exit-man").as_str()]);
    for exit in super::exit::Exit::ALL {
        roff.control("TP", []);
        roff.text([bold(exit.number().to_string())]);
        roff.text([roman(catalogue.word(exit.message()))]);
    }
    roff.to_writer(&mut text)?;
    Ok(headings_in_words(text, catalogue))
}

/// The generator knows only English headings.
fn headings_in_words(text: Vec<u8>, catalogue: &Catalogue) -> Vec<u8> {
    let Ok(mut page) = String::from_utf8(text) else { return Vec::new() };
    for (english, id) in [
        ("NAME", "label-man-name"),
        ("SYNOPSIS", "label-man-synopsis"),
        ("DESCRIPTION", "label-man-description"),
    ] {
        page = page.replace(&format!(".SH {english}\n"), &format!(".SH {}\n", catalogue.word(id)));
    }
    page.into_bytes()
}

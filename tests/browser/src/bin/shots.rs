//! Takes pictures of a link in all sizes, light and dark, for people to look at.
//!
//! `cargo run -p browser-tests -- '#/train?data=spiral' --play 3 --click Step`

use std::thread;
use std::time::Duration;

use browser_tests::{Options, Page, Theme, Viewport};

const USAGE: &str =
    "shots [LINK] [--play SECONDS] [--click NAME]... [--choose GROUP=NAME]... [--wait SECONDS]
      [--size 1920x1080|1366x768|...] [--theme light|dark]

Loads LINK, clicks the buttons named, chooses the radios named, waits or plays for so long, and saves a picture per size and theme
in tests/browser/screenshots/. Needs dist/: `cargo xtask dist`.";

#[derive(Default)]
struct Arguments {
    link: String,
    play: Option<f64>,
    wait: Option<f64>,
    choices: Vec<(String, String)>,
    clicks: Vec<String>,
    size: Option<String>,
    theme: Option<String>,
}

fn main() {
    let Some(arguments) = parse(std::env::args().skip(1)) else {
        println!("{USAGE}");
        return;
    };
    let page = Page::open_with(&Options::default(), &arguments.link);
    let sizes: &[Viewport] = if arguments.size.is_some() { &Viewport::EVERY } else { &Viewport::ALL };
    for &viewport in sizes.iter().filter(|viewport| arguments.size.as_deref().is_none_or(|size| size == viewport.name))
    {
        for theme in [Theme::Light, Theme::Dark]
            .into_iter()
            .filter(|theme| arguments.theme.as_deref().is_none_or(|name| name == theme.name()))
        {
            page.set_viewport(viewport);
            page.set_theme(theme);
            page.go(&arguments.link);
            page.wait_until("the page shows something", Duration::from_secs(20), |page| {
                page.script("return document.body.innerText.trim().length > 0", vec![]) == true
            });
            for name in &arguments.clicks {
                page.button(name).click();
            }
            for (group, name) in &arguments.choices {
                page.radio(group, name).click();
            }
            if let Some(seconds) = arguments.play {
                page.button("Play").click();
                thread::sleep(Duration::from_secs_f64(seconds));
            }
            if let Some(seconds) = arguments.wait {
                thread::sleep(Duration::from_secs_f64(seconds));
            }
            // Fonts, first frame, pictures.
            thread::sleep(Duration::from_millis(500));
            println!(
                "{}",
                page.screenshot(&format!("{}-{}-{}", file_name(&arguments.link), viewport.name, theme.name()))
                    .display()
            );
        }
    }
    for error in page.console_errors() {
        println!("console: {error}");
    }
}

fn parse(mut arguments: impl Iterator<Item = String>) -> Option<Arguments> {
    let mut parsed = Arguments::default();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--play" => parsed.play = Some(arguments.next()?.parse().ok()?),
            "--choose" => {
                let choice = arguments.next()?;
                let (group, name) = choice.split_once('=')?;
                parsed.choices.push((group.to_owned(), name.to_owned()));
            }
            "--wait" => parsed.wait = Some(arguments.next()?.parse().ok()?),
            "--click" => parsed.clicks.push(arguments.next()?),
            "--size" => parsed.size = Some(arguments.next()?),
            "--theme" => parsed.theme = Some(arguments.next()?),
            link if !link.starts_with('-') => link.clone_into(&mut parsed.link),
            _ => return None,
        }
    }
    Some(parsed)
}

/// `#/train?act=tanh` as `train-act-tanh`.
fn file_name(link: &str) -> String {
    let words: Vec<&str> = link.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "start".into() } else { words.join("-") }
}

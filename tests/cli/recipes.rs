//! The recipes of docs/batch.md, as they stand there, carried out by a shell in which the batch system is played.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::{PROGRAM, SHORT, folder, quiet, rows, stderr};

const RECIPES: &str = include_str!("../../docs/batch.md");

/// The blocks of one language.
fn blocks(language: &str) -> Vec<&'static str> {
    let (start, end) = (format!("```{language}\n"), "\n```");
    RECIPES.split(start.as_str()).skip(1).filter_map(|rest| Some(rest.split_once(end)?.0)).collect()
}

/// The block that holds this.
fn recipe(language: &str, holds: &str) -> &'static str {
    blocks(language).into_iter().find(|block| block.contains(holds)).unwrap()
}

/// Carries out a script in a folder, with a short comparison as `LINK` and this program in its path.
fn shell(folder: &Path, script: &str, variables: &[(&str, String)]) -> Output {
    let programs = Path::new(PROGRAM).parent().unwrap().display();
    let path = format!("{programs}:{}", std::env::var("PATH").unwrap());
    let variables = variables.iter().map(|(name, value)| (*name, value.as_str()));
    let mut command = Command::new("sh");
    command.args(["-c", script]).current_dir(folder).env("PATH", path).env("LINK", SHORT).envs(variables);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{script}: {}", stderr(&output));
    output
}

fn assert_complete(folder: &Path) {
    assert_eq!(rows(&fs::read_to_string(folder.join("runs.csv")).unwrap()), rows(&quiet(&["compare", SHORT])));
}

#[test]
fn processes_of_one_machine_share_a_file() {
    let folder = folder("recipe-xargs");
    shell(&folder, recipe("sh", "xargs"), &[]);
    assert_complete(&folder);
}

#[test]
fn a_slurm_array_writes_files_that_are_merged() {
    let folder = folder("recipe-slurm");
    let script = recipe("sh", "#SBATCH --array=1-8");
    for task in 1..=8 {
        shell(&folder, script, &[("SLURM_ARRAY_TASK_ID", task.to_string())]);
    }
    let said = stderr(&shell(&folder, recipe("sh", "--merge"), &[]));
    assert!(said.ends_with("runs.csv holds 6 of 6 runs\n"), "{said}");
    shell(&folder, blocks("sh").last().unwrap(), &[]);
    assert_complete(&folder);
}

#[test]
fn the_pods_of_a_kubernetes_job_run_all_shards() {
    let folder = folder("recipe-kubernetes");
    let line = recipe("yaml", "completionMode: Indexed").lines().find_map(|line| line.trim().strip_prefix("- exec "));
    let script = line.unwrap().replace("/runs/", "");
    for index in 0..8 {
        shell(&folder, &script, &[("JOB_COMPLETION_INDEX", index.to_string())]);
    }
    shell(&folder, recipe("sh", "--merge"), &[]);
    assert_complete(&folder);
}

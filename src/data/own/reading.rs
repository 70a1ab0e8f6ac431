//! A table to data: what each column is taken for, which rows are used, and what is wrong.

use std::collections::BTreeMap;

use super::column::Column;
use super::problem::{Problem, Reason};
use super::table::{Cell, Kind, Table, shortened};
use super::{MAX_COLUMNS, MAX_POINTS, MIN_POINTS, OwnData, OwnTarget};
use crate::data::sets::{MAX_CLASSES, Task};

/// What a column is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// An input of the network.
    Input,
    /// What is to be learned.
    Target,
    /// Nothing: it holds words.
    Words,
    /// Nothing: it holds nothing, or next to nothing.
    Sparse,
    /// Nothing: all its values are the same.
    Constant,
    /// Nothing: there are enough columns before it.
    TooMany,
}

/// What somebody wants of a table; what is `None` is found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wish {
    /// The column that is to be learned.
    pub target: Option<usize>,
    /// Whether it has classes or values.
    pub task: Option<Task>,
}

/// What a table comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// What each column is taken for.
    pub uses: Vec<Use>,
    /// The column that is to be learned.
    pub target: usize,
    /// Whether it has classes or values.
    pub task: Task,
    /// What is wrong, first that of the whole table, then by line.
    pub problems: Vec<Problem>,
    /// The data, if they can be used.
    pub data: Option<OwnData>,
}

/// Names that a column to be learned often has.
const TARGET_NAMES: [&str; 10] =
    ["class", "target", "label", "y", "species", "klasse", "ziel", "output", "category", "classe"];

impl Reading {
    /// What a table comes to.
    pub fn of(table: &Table, wish: Wish) -> Self {
        let target = wish.target.filter(|&target| target < table.columns.len()).unwrap_or_else(|| usual_target(table));
        let task = wish.task.unwrap_or_else(|| usual_task(table, target));
        let mut reading = Self { uses: Vec::new(), target, task, problems: table.problems.clone(), data: None };
        reading.take_columns(table);
        let rows = reading.take_rows(table);
        let data = reading.take_values(table, &rows);
        reading.problems.sort_by_key(|problem| (!problem.reason.is_fatal(), problem.line.unwrap_or(0)));
        reading.data = data.filter(|_| !reading.problems.iter().any(|problem| problem.reason.is_fatal()));
        reading
    }

    fn say(&mut self, reason: Reason) {
        self.problems.push(reason.anywhere());
    }

    /// Decides what each column is taken for, as far as that can be told without its values.
    fn take_columns(&mut self, table: &Table) {
        let rows = table.rows.len();
        let mut inputs = 0;
        for (place, column) in table.columns.iter().enumerate() {
            let name = || column.name.clone();
            let role = match column.kind {
                _ if place == self.target => Use::Target,
                _ if 2 * column.missing > rows || column.kind == Kind::Nothing => {
                    self.say(Reason::Sparse { column: name(), missing: column.missing, rows });
                    Use::Sparse
                }
                Kind::Words => {
                    self.say(Reason::Words { column: name() });
                    Use::Words
                }
                _ => {
                    inputs += 1;
                    if inputs > MAX_COLUMNS { Use::TooMany } else { Use::Input }
                }
            };
            self.uses.push(role);
        }
        if inputs > MAX_COLUMNS {
            self.say(Reason::TooManyColumns { found: inputs, most: MAX_COLUMNS });
        }
    }

    /// The rows in which nothing is missing, at most [`MAX_POINTS`].
    fn take_rows(&mut self, table: &Table) -> Vec<usize> {
        let numbers_wanted = self.task == Task::Regression || table.columns[self.target].kind == Kind::Numbers;
        let mut rows = Vec::new();
        'rows: for (index, row) in table.rows.iter().enumerate() {
            for (place, role) in self.uses.iter().enumerate() {
                let column = || table.columns[place].name.clone();
                let is_wanted = match role {
                    Use::Input => true,
                    Use::Target => numbers_wanted,
                    _ => continue,
                };
                let problem = match table.cell(index, place) {
                    Cell::Missing => Reason::Missing { column: column() },
                    Cell::Words if is_wanted => {
                        Reason::NotANumber { column: column(), text: shortened(&row.cells[place]) }
                    }
                    _ => continue,
                };
                self.problems.push(problem.in_line(row.line));
                continue 'rows;
            }
            rows.push(index);
        }
        let found = rows.len();
        if found > MAX_POINTS {
            self.say(Reason::TooManyRows { found, most: MAX_POINTS });
            rows = (0..MAX_POINTS).map(|i| rows[i * found / MAX_POINTS]).collect();
        }
        rows
    }

    fn take_values(&mut self, table: &Table, rows: &[usize]) -> Option<OwnData> {
        if rows.len() < MIN_POINTS {
            self.say(Reason::TooFewRows { found: rows.len(), least: MIN_POINTS });
            return None;
        }
        let values = |place: usize| -> Vec<f64> {
            let value = |&row: &usize| if let Cell::Number(number) = table.cell(row, place) { number } else { 0.0 };
            rows.iter().map(value).collect()
        };
        let mut columns = Vec::new();
        for place in 0..self.uses.len() {
            if self.uses[place] != Use::Input {
                continue;
            }
            let column = Column::rounded(&table.columns[place].name, &values(place));
            if column.is_constant() {
                self.uses[place] = Use::Constant;
                self.say(Reason::Constant { column: column.name.clone(), value: column.text(0) });
            } else {
                columns.push(column);
            }
        }
        if columns.is_empty() {
            self.say(Reason::NoInput);
        }
        let target_name = table.columns[self.target].name.clone();
        let target = match self.task {
            Task::Regression if table.columns[self.target].kind != Kind::Numbers => {
                self.say(Reason::WordsAsValues { column: target_name });
                return None;
            }
            Task::Regression => OwnTarget::Value(Column::rounded(&target_name, &values(self.target))),
            Task::Classification => self.classes(table, rows)?,
        };
        if let OwnTarget::Value(column) = &target
            && column.is_constant()
        {
            self.say(Reason::OneClass { column: column.name.clone(), value: column.text(0) });
        }
        Some(OwnData { columns, target, target_name })
    }

    /// The classes of the target: numbers in their order, words in that of the alphabet.
    fn classes(&mut self, table: &Table, rows: &[usize]) -> Option<OwnTarget> {
        let column = &table.columns[self.target];
        let names: Vec<String> = rows.iter().map(|&row| class_name(table, row, self.target)).collect();
        let mut known: Vec<&String> = names.iter().collect();
        known.sort();
        known.dedup();
        if column.kind == Kind::Numbers {
            let value = |name: &str| name.parse::<f64>().unwrap_or_default();
            known.sort_by(|a, b| value(a).total_cmp(&value(b)));
        }
        let (found, most) = (known.len(), MAX_CLASSES as usize);
        if found > most {
            self.say(Reason::TooManyClasses { column: column.name.clone(), found, most });
            return None;
        }
        if found == 1 {
            self.say(Reason::OneClass { column: column.name.clone(), value: names[0].clone() });
            return None;
        }
        let places: BTreeMap<&String, u8> = known.iter().enumerate().map(|(i, name)| (*name, i as u8)).collect();
        let of = names.iter().map(|name| places[name]).collect();
        Some(OwnTarget::Class { names: known.into_iter().cloned().collect(), of })
    }
}

/// The name of the class in a cell: a number in one spelling, a word as it stands.
fn class_name(table: &Table, row: usize, place: usize) -> String {
    match table.cell(row, place) {
        Cell::Number(number) if table.columns[place].kind == Kind::Numbers => shortened(&number.to_string()),
        _ => shortened(&table.rows[row].cells[place]),
    }
}

/// How many different classes a column would have, as far as there can be so many.
fn class_count(table: &Table, place: usize) -> usize {
    let mut names = std::collections::BTreeSet::new();
    for row in 0..table.rows.len() {
        if table.cell(row, place) != Cell::Missing {
            names.insert(class_name(table, row, place));
        }
        if names.len() > MAX_CLASSES as usize {
            break;
        }
    }
    names.len()
}

/// The column that is most likely to be learned: one that is called so, else the last one with few words, else the last of numbers.
fn usual_target(table: &Table) -> usize {
    let columns = &table.columns;
    let is_named = |place: &usize| {
        let name = columns[*place].name.to_lowercase();
        columns[*place].kind != Kind::Nothing && TARGET_NAMES.contains(&name.as_str())
    };
    let has_classes = |place: &usize| {
        columns[*place].kind == Kind::Words && (2..=MAX_CLASSES as usize).contains(&class_count(table, *place))
    };
    let has_numbers = |place: &usize| columns[*place].kind == Kind::Numbers;
    let places = || (0..columns.len()).rev();
    let found = places().find(is_named).or_else(|| places().find(has_classes)).or_else(|| places().find(has_numbers));
    found.unwrap_or(columns.len().saturating_sub(1))
}

/// Classes for words and for few whole numbers, else values.
fn usual_task(table: &Table, target: usize) -> Task {
    let whole = |row: usize| match table.cell(row, target) {
        Cell::Number(number) => number.fract() == 0.0,
        _ => true,
    };
    let is_numbers = table.columns[target].kind == Kind::Numbers;
    let few = || class_count(table, target) <= MAX_CLASSES as usize && (0..table.rows.len()).all(whole);
    if !is_numbers || few() { Task::Classification } else { Task::Regression }
}

/// The data with this hash in a table, whichever column is the target and whatever it is taken for.
pub fn with_hash(table: &Table, hash: u64) -> Option<OwnData> {
    let usual = [Wish::default()].into_iter();
    let all = (0..table.columns.len()).rev().flat_map(|target| {
        [Task::Classification, Task::Regression].map(|task| Wish { target: Some(target), task: Some(task) })
    });
    usual.chain(all).filter_map(|wish| Reading::of(table, wish).data).find(|data| data.hash() == hash)
}

//! The border between WebAssembly and JavaScript, as wasm-bindgen writes it: nothing that is not used, and short names.
//!
//! A library brings classes that nobody here makes; and the two hundred functions that the program imports have names of
//! forty letters, each of them twice. No one reads them once the page is built.

use std::collections::{HashMap, HashSet};

use anyhow::{Result, ensure};

use super::rewrite::{self, Rewrite};

/// How wasm-bindgen calls the module of its functions.
const MODULE: &str = "\"./app_bg.js\"";
/// How a line begins that defines such a function.
const FUNCTION: &str = "        ";

/// The program and the script that loads it.
pub struct Bindings {
    /// WebAssembly.
    pub wasm: Vec<u8>,
    /// JavaScript.
    pub script: String,
}

impl Bindings {
    /// Without the classes that the script offers, and without what only they needed from the program.
    pub fn without_classes(self) -> Result<Self> {
        let script = without_classes(&self.script);
        let used: HashSet<&str> = words(&script).collect();
        let exports = rewrite::border(&self.wasm)?.exports;
        let dropped_exports = exports.into_iter().filter(|name| !used.contains(name.as_str())).collect();
        let wasm = Rewrite { dropped_exports, ..Rewrite::default() }.run(&self.wasm)?;
        Ok(Self { wasm, script })
    }

    /// Without the functions for the program that it does not import any more.
    pub fn without_unused_functions(self) -> Result<Self> {
        let imports = rewrite::border(&self.wasm)?.imports;
        let used: HashSet<&str> = imports.iter().map(String::as_str).collect();
        let mut script = String::with_capacity(self.script.len());
        let mut skips = false;
        for line in self.script.split_inclusive('\n') {
            if let Some(name) = defined(line) {
                skips = !used.contains(name);
            }
            if !skips {
                script.push_str(line);
            }
            skips &= line.trim_end() != "        },";
        }
        Ok(Self { script, ..self })
    }

    /// With short names for all that the two have from each other.
    pub fn with_short_names(self) -> Result<Self> {
        let border = rewrite::border(&self.wasm)?;
        ensure!(self.script.contains(MODULE), "wasm-bindgen writes something else: there is no {MODULE}");
        let exports: HashMap<String, String> = border.exports.into_iter().zip(names()).collect();
        let imports: HashMap<String, String> = border.imports.into_iter().zip(names()).collect();
        let mut script = String::with_capacity(self.script.len());
        for line in self.script.replace(MODULE, "a").split_inclusive('\n') {
            match defined(line).and_then(|name| Some((name, imports.get(name)?))) {
                Some((name, short)) => {
                    script.push_str(FUNCTION);
                    script.push_str(short);
                    script.push_str(&short_exports(&line[FUNCTION.len() + name.len()..], &exports));
                }
                None => script.push_str(&short_exports(line, &exports)),
            }
        }
        let wasm =
            Rewrite { import_module: Some("a".to_owned()), imports, exports, ..Rewrite::default() }.run(&self.wasm)?;
        Ok(Self { wasm, script })
    }
}

/// The name of the function that a line of the import object defines.
fn defined(line: &str) -> Option<&str> {
    let (name, rest) = line.strip_prefix(FUNCTION)?.split_once(':')?;
    (rest.starts_with(" function(") && words(name).eq([name])).then_some(name)
}

/// Text with `wasm.name` in short.
fn short_exports(text: &str, exports: &HashMap<String, String>) -> String {
    let mut parts = text.split("wasm.");
    let mut result = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let name = words(part).next().filter(|name| part.starts_with(name)).unwrap_or_default();
        result.push_str("wasm.");
        result.push_str(exports.get(name).map_or(name, String::as_str));
        result.push_str(&part[name.len()..]);
    }
    result
}

/// Drops `export class`, the line behind it that makes it disposable, and the registry that frees its objects.
fn without_classes(script: &str) -> String {
    let names: Vec<&str> =
        script.lines().filter_map(|line| line.strip_prefix("export class ")?.split(' ').next()).collect();
    let mut kept = String::with_capacity(script.len());
    let mut skips_to = None;
    for line in script.split_inclusive('\n') {
        let begins = |before: &str, after: &str| {
            names.iter().any(|name| line.strip_prefix(before).is_some_and(|l| l.starts_with(&format!("{name}{after}"))))
        };
        if begins("export class ", " ") {
            skips_to = Some("}");
        } else if begins("const ", "Finalization = ") {
            skips_to = Some(";");
        } else if begins("if (Symbol.dispose) ", ".prototype") {
            continue;
        }
        match skips_to {
            None => kept.push_str(line),
            Some("}") if line.trim_end() == "}" => skips_to = None,
            Some(";") if line.trim_end().ends_with(';') => skips_to = None,
            Some(_) => {}
        }
    }
    kept
}

/// All words that can be names.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '$').filter(|word| !word.is_empty())
}

/// `a`, `b`, ... `z`, `aa`, `ba`, ...
fn names() -> impl Iterator<Item = String> {
    (0_usize..).map(|mut index| {
        let mut name = String::new();
        loop {
            name.push(char::from(b'a' + (index % 26) as u8));
            if index < 26 {
                return name;
            }
            index = index / 26 - 1;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "export class Unused {
    free() {
        wasm.unused_free(this.ptr);
    }
}
if (Symbol.dispose) Unused.prototype[Symbol.dispose] = Unused.prototype.free;
function imports() {
    const import0 = {
        __wbg_log_1: function(arg0) {
            console.log(arg0, wasm.malloc(1));
        },
        __wbg_old_2: function(arg0) {
            if (arg0) {
                return wasm.malloc(arg0);
            }
        },
        __wbg_now_3: function() { return handleError(function () {
            return now();
        }, arguments); },
    };
    return { \"./app_bg.js\": import0 };
}
const UnusedFinalization = (typeof FinalizationRegistry === 'undefined')
    ? { register: () => {} }
    : new FinalizationRegistry(ptr => wasm.unused_free(ptr, 1));
wasm.start();
";

    fn module() -> Vec<u8> {
        use wasm_encoder::*;
        let mut module = Module::new();
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        imports.import("./app_bg.js", "__wbg_log_1", EntityType::Function(0));
        imports.import("./app_bg.js", "__wbg_now_3", EntityType::Function(0));
        let mut functions = FunctionSection::new();
        let (mut exports, mut code) = (ExportSection::new(), CodeSection::new());
        for (index, name) in ["malloc", "unused_free", "start"].iter().enumerate() {
            functions.function(0);
            exports.export(name, ExportKind::Func, index as u32 + 2);
            let mut body = Function::new([]);
            body.instructions().call(index as u32 % 2).end();
            code.function(&body);
        }
        module.section(&types).section(&imports).section(&functions).section(&exports).section(&code);
        module.finish()
    }

    #[test]
    fn what_is_left_has_short_names() {
        let bindings = Bindings { wasm: module(), script: SCRIPT.to_owned() };
        let bindings = bindings.without_classes().unwrap().without_unused_functions().unwrap();
        assert_eq!(rewrite::border(&bindings.wasm).unwrap().exports, ["malloc", "start"]);
        let bindings = bindings.with_short_names().unwrap();
        assert_eq!(
            bindings.script,
            "function imports() {
    const import0 = {
        a: function(arg0) {
            console.log(arg0, wasm.a(1));
        },
        b: function() { return handleError(function () {
            return now();
        }, arguments); },
    };
    return { a: import0 };
}
wasm.b();
"
        );
        let border = rewrite::border(&bindings.wasm).unwrap();
        assert_eq!((border.imports, border.exports), (vec!["a".into(), "b".into()], vec!["a".into(), "b".into()]));
    }

    #[test]
    fn names_are_all_different() {
        let names: HashSet<String> = names().take(2000).collect();
        assert_eq!(names.len(), 2000);
    }

    /// Calls lead to the same functions wherever these stand.
    #[test]
    fn another_order_is_the_same_program() {
        let order = Some(vec![2, 0, 1]);
        let moved = Rewrite { order, ..Rewrite::default() }.run(&module()).unwrap();
        let old = module();
        let (old, new) = (rewrite::bodies(&old).unwrap(), rewrite::bodies(&moved).unwrap());
        assert_eq!(new, [old[2], old[0], old[1]]);
        let exported = |wasm: &[u8]| {
            let sections = wasmparser::Parser::new(0).parse_all(wasm).filter_map(|payload| match payload.unwrap() {
                wasmparser::Payload::ExportSection(section) => Some(section.into_iter().map(|e| e.unwrap().index)),
                _ => None,
            });
            sections.flatten().collect::<Vec<_>>()
        };
        assert_eq!(exported(&module()), [2, 3, 4]);
        assert_eq!(exported(&moved), [3, 4, 2]);
    }
}

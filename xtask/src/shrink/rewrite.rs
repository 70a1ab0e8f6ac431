//! Writes a WebAssembly module anew: functions in another order, other names at its border, exports left out.

use std::collections::HashMap;
use std::convert::Infallible;

use anyhow::{Result, anyhow};
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{CodeSection, ExportSection, FunctionSection, ImportSection, Module};
use wasmparser::{CodeSectionReader, Export, FunctionSectionReader, ImportSectionReader, Parser, Payload, TypeRef};

/// What is to be changed; by default nothing.
#[derive(Default)]
pub struct Rewrite {
    /// The module from which everything is imported.
    pub import_module: Option<String>,
    /// New names of imports.
    pub imports: HashMap<String, String>,
    /// New names of exports.
    pub exports: HashMap<String, String>,
    /// Exports that are left out.
    pub dropped_exports: Vec<String>,
    /// The functions of the module, those that are not imported, in their new order.
    pub order: Option<Vec<u32>>,
}

/// A change that is under way.
struct Rewriter {
    change: Rewrite,
    imported_functions: u32,
    /// From the old index to the new one; empty if the order stays.
    new_index: Vec<u32>,
}

/// The names at the border of a module, in its order.
#[derive(Default)]
pub struct Border {
    /// What it asks for.
    pub imports: Vec<String>,
    /// What it offers.
    pub exports: Vec<String>,
    imported_functions: u32,
}

/// Reads the border of a module.
pub fn border(wasm: &[u8]) -> Result<Border> {
    let mut border = Border::default();
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import?;
                    border.imports.push(import.name.to_owned());
                    border.imported_functions += u32::from(matches!(import.ty, TypeRef::Func(_)));
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    border.exports.push(export?.name.to_owned());
                }
            }
            _ => {}
        }
    }
    Ok(border)
}

/// The bodies of all functions that are not imported.
pub fn bodies(wasm: &[u8]) -> Result<Vec<&[u8]>> {
    let mut bodies = Vec::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::CodeSectionEntry(body) = payload? {
            bodies.push(body.as_bytes());
        }
    }
    Ok(bodies)
}

impl Rewrite {
    /// The module as it is to be. Names of functions and other notes are left out.
    pub fn run(self, wasm: &[u8]) -> Result<Vec<u8>> {
        let mut new_index = Vec::new();
        if let Some(order) = &self.order {
            new_index.resize(order.len(), 0);
            for (new, old) in (0..).zip(order) {
                new_index[*old as usize] = new;
            }
        }
        let mut rewriter = Rewriter { change: self, imported_functions: border(wasm)?.imported_functions, new_index };
        let mut module = Module::new();
        let result = rewriter.parse_core_module(&mut module, Parser::new(0), wasm);
        result.map_err(|error| anyhow!("WebAssembly: {error}"))?;
        Ok(module.finish())
    }
}

type Rewritten = std::result::Result<(), Error<Infallible>>;

impl Reencode for Rewriter {
    type Error = Infallible;

    fn function_index(&mut self, index: u32) -> std::result::Result<u32, Error<Infallible>> {
        let defined = index.checked_sub(self.imported_functions);
        let new = defined.and_then(|defined| self.new_index.get(defined as usize));
        Ok(new.map_or(index, |new| new + self.imported_functions))
    }

    fn parse_import_section(&mut self, imports: &mut ImportSection, section: ImportSectionReader<'_>) -> Rewritten {
        for import in section.into_imports() {
            let import = import?;
            let kind = self.entity_type(import.ty)?;
            let module = self.change.import_module.as_deref().unwrap_or(import.module);
            imports.import(module, self.change.imports.get(import.name).map_or(import.name, String::as_str), kind);
        }
        Ok(())
    }

    fn parse_export(&mut self, exports: &mut ExportSection, export: Export<'_>) -> Rewritten {
        if self.change.dropped_exports.iter().any(|name| name == export.name) {
            return Ok(());
        }
        let name = self.change.exports.get(export.name).cloned();
        utils::parse_export(self, exports, Export { name: name.as_deref().unwrap_or(export.name), ..export })
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Rewritten {
        let types = section.into_iter().collect::<wasmparser::Result<Vec<_>>>()?;
        for index in self.in_order(types.len()) {
            functions.function(types[index]);
        }
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, section: CodeSectionReader<'_>) -> Rewritten {
        let bodies = section.into_iter().collect::<wasmparser::Result<Vec<_>>>()?;
        for index in self.in_order(bodies.len()) {
            self.parse_function_body(code, bodies[index].clone())?;
        }
        Ok(())
    }

    fn parse_custom_section(&mut self, module: &mut Module, section: wasmparser::CustomSectionReader<'_>) -> Rewritten {
        // Which instructions the module uses is no note: wasm-opt reads it.
        if section.name() == "target_features" { utils::parse_custom_section(self, module, section) } else { Ok(()) }
    }
}

impl Rewriter {
    fn in_order(&self, count: usize) -> Vec<usize> {
        match &self.change.order {
            Some(order) => order.iter().map(|index| *index as usize).collect(),
            None => (0..count).collect(),
        }
    }
}

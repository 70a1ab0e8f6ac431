//! `view!`: Leptos's notation for HTML in Rust, compiled to text.
//!
//! Leptos's own `view!` makes a type of every element, and code to build, update and remove every type: a sixth of the
//! page's program was that. Here whatever never changes becomes one HTML text that the browser parses, and what does change
//! becomes one short call each. Signals, components and events are Leptos's as before. The other half, which does the work
//! in the browser, is `relu_lab::ui::dom`.

mod template;

use proc_macro::TokenStream;
use quote::quote;

/// HTML as a `crate::ui::dom::View`.
///
/// ```text
/// view! {
///     <button class="tool" title=tip on:click=move |_| press.run(())>   an element; `tip` is an expression
///         {icon.view()}                                                 whatever is `Content`; a closure is run again when a
///         <span class:open=move || open.get()>"Name"</span>             signal that it read has changed
///     </button>
///     <Field key="lr" width=8 />                                        a component and its properties
///     <Clock />                                                         one without: any function that gives a `View`
/// }
/// ```
///
/// `name=`, `class:name=`, `style:name=`, `prop:name=`, `on:event=`, `on:event:target=` (the event knows the type of its
/// target), `inner_html=` and `node_ref=` are as in Leptos. Elements that the HTML parser would add by itself, like `tbody`,
/// have to be written.
#[proc_macro]
pub fn view(tokens: TokenStream) -> TokenStream {
    let parser = rstml::Parser::new(rstml::ParserConfig::default().recover_block(true));
    let (nodes, errors) = parser.parse_recoverable(proc_macro2::TokenStream::from(tokens)).split_vec();
    let mut failures = Vec::new();
    for error in errors {
        failures.push(error.emit_as_expr_tokens());
    }
    let view = template::views(&nodes).unwrap_or_else(syn::Error::into_compile_error);
    quote! {{
        #(#failures;)*
        #[allow(unused_braces)]
        { #view }
    }}
    .into()
}

//! Splits a piece of HTML into its constant text and the calls that fill it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use rstml::node::{KeyedAttribute, Node, NodeAttribute, NodeElement, NodeName};
use syn::spanned::Spanned;
use syn::{Error, Expr, Ident, Lit, Result};

/// Elements that have no end tag.
const VOID: &[&str] = &["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"];

/// An expression of type `View` for these nodes.
pub fn views(nodes: &[Node]) -> Result<TokenStream> {
    let mut views = nodes.iter().map(root).collect::<Result<Vec<_>>>()?;
    Ok(if views.len() == 1 {
        views.remove(0)
    } else {
        quote! { crate::ui::dom::View::of([#(#views),*]) }
    })
}

fn root(node: &Node) -> Result<TokenStream> {
    match node {
        Node::Element(element) if !is_component(element.name()) => {
            let mut template = Template::default();
            template.element(element)?;
            let Template { html, fill, last, .. } = template;
            Ok(if fill.is_empty() {
                quote! { crate::ui::dom::Template::constant(#html) }
            } else {
                quote! {{
                    let template = crate::ui::dom::Template::new(#html);
                    #(#fill)*
                    #(#last)*
                    template.done()
                }}
            })
        }
        other => {
            let content = content(other)?;
            Ok(quote! { crate::ui::dom::Content::view(#content) })
        }
    }
}

/// An expression for what is no HTML element.
fn content(node: &Node) -> Result<TokenStream> {
    match node {
        Node::Element(element) => component(element),
        Node::Text(text) => {
            let text = text.value_string();
            Ok(quote! { #text })
        }
        Node::Block(block) => Ok(quote! { #block }),
        Node::Fragment(fragment) => views(&fragment.children),
        Node::Comment(_) => Ok(quote! { () }),
        other => Err(Error::new(other.span(), "this has no place in a view")),
    }
}

fn is_component(name: &NodeName) -> bool {
    match name {
        NodeName::Path(path) => {
            let last = path.path.segments.last().map(|segment| segment.ident.to_string());
            last.is_some_and(|name| name.starts_with(char::is_uppercase))
        }
        _ => false,
    }
}

fn component(element: &NodeElement<rstml::Infallible>) -> Result<TokenStream> {
    let name = element.name();
    if element.attributes().is_empty() && element.children.is_empty() {
        return Ok(quote! { #name() });
    }
    let mut properties = Vec::new();
    for attribute in element.attributes() {
        let attribute = keyed(attribute)?;
        let key = Ident::new(&attribute.key.to_string(), attribute.key.span());
        let value = value(attribute)?;
        properties.push(quote! { .#key(#[allow(unused_braces)] { #value }) });
    }
    if !element.children.is_empty() {
        let children = views(&element.children)?;
        properties.push(quote! { .children(Box::new(move || #children)) });
    }
    Ok(quote! {
        ::leptos::component::component_view(
            &#name,
            ::leptos::component::component_props_builder(&#name) #(#properties)* .build(),
        )
    })
}

fn keyed(attribute: &NodeAttribute) -> Result<&KeyedAttribute> {
    match attribute {
        NodeAttribute::Attribute(attribute) => Ok(attribute),
        NodeAttribute::Block(block) => Err(Error::new(block.span(), "an attribute has a name")),
    }
}

fn value(attribute: &KeyedAttribute) -> Result<&Expr> {
    attribute.value().ok_or_else(|| Error::new(attribute.key.span(), "this needs a value"))
}

/// One HTML element with all that is in it.
#[derive(Default)]
struct Template {
    /// What never changes, with a comment in each place that is filled.
    html: String,
    /// The calls that fill it, in the order of the document.
    fill: Vec<TokenStream>,
    /// The calls that put HTML into it: after all others, which count elements.
    last: Vec<TokenStream>,
    /// Elements and comments since the last one that a call was for, or since the outermost element.
    passed: usize,
}

impl Template {
    fn element(&mut self, element: &NodeElement<rstml::Infallible>) -> Result<()> {
        let name = element.name().to_string();
        if !self.html.is_empty() {
            self.passed += 1;
        }
        self.html.extend(["<", &name]);
        let mut calls: Vec<(&KeyedAttribute, &str)> = Vec::new();
        let mut inner_html = None;
        for attribute in element.attributes() {
            let attribute = keyed(attribute)?;
            if attribute.key.to_string() == "inner_html" {
                inner_html = Some(value(attribute)?);
            } else if !self.constant(attribute) {
                calls.push((attribute, name.as_str()));
            }
        }
        self.html += ">";
        for (attribute, element) in calls {
            let call = call(attribute, element, self.passed())?;
            self.fill.push(call);
        }
        if let Some(inner_html) = inner_html {
            let (place, passed) = (format_ident!("place{}", self.last.len()), self.passed());
            self.fill.push(quote! { let #place = template.element(#passed); });
            self.last.push(quote! { crate::ui::dom::Template::html(#place, #inner_html); });
        }
        if VOID.contains(&name.as_str()) {
            return Ok(());
        }
        for child in &element.children {
            match child {
                Node::Element(child) if !is_component(child.name()) => self.element(child)?,
                Node::Text(text) => self.html += &escaped(&text.value_string()),
                Node::Comment(_) => {}
                other => {
                    self.passed += 1;
                    self.html += "<!>";
                    let content = content(other)?;
                    let passed = self.passed();
                    self.fill.push(quote! { template.put(#passed, #content); });
                }
            }
        }
        self.html.extend(["</", &name, ">"]);
        Ok(())
    }

    /// How far the node that was written last is from the one that the last call was for.
    fn passed(&mut self) -> usize {
        std::mem::take(&mut self.passed)
    }

    /// Writes an attribute that never changes, and says whether it is one.
    fn constant(&mut self, attribute: &KeyedAttribute) -> bool {
        let name = attribute.key.to_string();
        if name.contains(':') {
            return false;
        }
        match attribute.value() {
            None => self.html.extend([" ", &name]),
            Some(Expr::Lit(literal)) => {
                let text = match &literal.lit {
                    Lit::Str(text) => text.value(),
                    Lit::Int(number) => number.base10_digits().to_owned(),
                    Lit::Float(number) => number.base10_digits().to_owned(),
                    _ => return false,
                };
                self.html.extend([" ", &name, "=\"", &escaped(&text), "\""]);
            }
            Some(_) => return false,
        }
        true
    }
}

/// The call that sets what an attribute of an element of this name stands for; the element is so far from the last one.
fn call(attribute: &KeyedAttribute, element: &str, passed: usize) -> Result<TokenStream> {
    let key = attribute.key.to_string();
    let value = value(attribute)?;
    let span = attribute.key.span();
    Ok(match key.split(':').collect::<Vec<_>>()[..] {
        ["node_ref"] => quote! { template.reference(#passed, #value); },
        [name] => quote! { template.attribute(#passed, #name, #value); },
        ["class", name] => quote! { template.class(#passed, #name, #value); },
        ["style", name] => quote! { template.style(#passed, #name, #value); },
        ["prop", name] => quote! { template.property(#passed, #name, #value); },
        ["on", event] => {
            let event = Ident::new(event, span);
            quote! { template.on(#passed, ::leptos::ev::#event, #value); }
        }
        ["on", event, "target"] => {
            let event = Ident::new(event, span);
            // `input` is Leptos's type `Input`.
            let (first, rest) = element.split_at(1);
            let element = format_ident!("{}{rest}", first.to_uppercase());
            quote! { template.on_target::<_, ::leptos::html::#element>(#passed, ::leptos::ev::#event, #value); }
        }
        _ => return Err(Error::new(span, "only class:, style:, prop:, on: and on: … :target are known here")),
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;

    use super::views;

    /// What a piece of HTML in Rust becomes.
    fn expanded(html: &str) -> String {
        let tokens: TokenStream = html.parse().expect("tokens");
        let nodes = rstml::parse2(tokens).expect("HTML");
        views(&nodes).map_or_else(|error| format!("error: {error}"), |tokens| tokens.to_string().replace(' ', ""))
    }

    #[test]
    fn what_never_changes_is_one_text() {
        assert_eq!(
            expanded(r#"<p class="a"><b title="x<y">"1 < 2"</b><br/><input disabled size=3/></p>"#),
            r#"crate::ui::dom::Template::constant("<pclass=\"a\"><btitle=\"x&lt;y\">1&lt;2</b><br><inputdisabledsize=\"3\"></p>")"#
        );
    }

    #[test]
    fn what_changes_is_found_by_counting_elements_and_places() {
        let code = expanded(r#"<p><b>"name"</b><i class=look/><em>{text} <Field key="lr"/> <Clock/></em></p>"#);
        assert!(code.contains(r#"new("<p><b>name</b><i></i><em><!><!><!></em></p>")"#), "{code}");
        // The outermost element is 0, `b` is 1.
        assert!(code.contains(r#"template.attribute(2usize,"class",look);"#), "{code}");
        assert!(code.contains("template.put(2usize,{text});"), "{code}");
        assert!(code.contains("template.put(1usize,::leptos::component::component_view(&Field,"), "{code}");
        assert!(code.contains("template.put(1usize,Clock());"), "{code}");
        assert!(code.contains(r#".key(#[allow(unused_braces)]{"lr"})"#), "{code}");
    }

    #[test]
    fn html_is_put_in_last_because_it_would_be_counted() {
        let code = expanded(r"<p><svg inner_html=LOGO/><b title=tip/></p>");
        let (tip, logo) = (code.find(r#"attribute(1usize,"title",tip)"#), code.find("html(place0,LOGO)"));
        assert!(tip.is_some() && tip < logo, "{code}");
    }

    #[test]
    fn several_roots_are_several_views() {
        let code = expanded(r#""a" {b} <i/>"#);
        assert!(code.starts_with("crate::ui::dom::View::of(["), "{code}");
        assert_eq!(code.matches("Content::view").count(), 2, "{code}");
    }

    #[test]
    fn events_know_their_targets() {
        let code = expanded("<select on:change:target=take on:blur=leave/>");
        assert!(
            code.contains("template.on_target::<_,::leptos::html::Select>(0usize,::leptos::ev::change,take)"),
            "{code}"
        );
        assert!(code.contains("template.on(0usize,::leptos::ev::blur,leave)"), "{code}");
    }

    #[test]
    fn what_is_not_known_is_an_error() {
        assert!(expanded("<b use:directive=x/>").starts_with("error: only class:"));
        assert!(expanded("<b class:on/>").starts_with("error: this needs a value"));
    }
}

// Finds elements as assistive technology does: by what they are and what they are called.
// arguments: selector, name or null, name of the enclosing group or null. Returns the visible matches.
const [selector, wanted, group] = arguments;
const clean = text => (text ?? '').replace(/\s+/g, ' ').trim();
const referred = element => (element.getAttribute('aria-labelledby') ?? '').split(/\s+/).filter(Boolean)
    .map(id => clean(document.getElementById(id)?.textContent)).join(' ');
// A label's own words, without those of the field that it encloses.
const words = label => {
    const copy = label.cloneNode(true);
    copy.querySelectorAll('input, select, textarea, output').forEach(field => field.remove());
    return clean(copy.textContent);
};
const name = element => referred(element)
    || clean(element.getAttribute('aria-label'))
    || [...(element.labels ?? [])].map(words).join(' ')
    || (element.tagName === 'FIELDSET' ? clean(element.querySelector(':scope > legend')?.textContent) : '')
    || (element.tagName === 'TABLE' ? clean(element.caption?.textContent) : '')
    || (element.matches('button, a, [role]') ? clean(element.innerText) : '')
    || clean(element.title);
// Radios and checkboxes are often hidden behind a label that shows them.
const shown = element => [element, ...(element.labels ?? [])].some(one => one.checkVisibility({ visibilityProperty: true }));
const inside = group === null ? [document]
    : [...document.querySelectorAll('[role=radiogroup], [role=group], fieldset, section, [role=region], ul, ol, table, [role=list]')].filter(one => name(one) === group);
const found = [...new Set(inside.flatMap(root => [...root.querySelectorAll(selector)]))].filter(shown);
if (wanted === null) return found;
const matching = found.filter(element => name(element) === wanted);
if (matching.length > 0) return matching;
// Nothing: then say what there is, so that the test's message can.
return found.map(name);

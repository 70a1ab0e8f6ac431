// What a person could do next who knows nothing: a place to click, a key, or a value for a field.
// arguments: a random number from 0 to 1, another one. Answers { x, y, what } or { key } or { done }.
const [choice, which] = arguments;
const pick = list => list[Math.floor(which * list.length)];
if (choice < 0.2) {
    return { key: pick(['Tab', 'Enter', ' ', 'Escape', 'ArrowRight', 'ArrowLeft', 'ArrowUp', 'ArrowDown', 'Home', 'End', 'PageDown',
        'Backspace', ...'0123456789abcdefghijklmnopqrstuvwxyz?+-']) };
}
const open = [...document.querySelectorAll('dialog[open]')].at(-1);
const all = [...(open ?? document).querySelectorAll('button, a[href^="#"], input, select, textarea, summary, [tabindex], [data-cell], canvas')]
    .filter(one => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !one.disabled && one.type !== 'file');
const one = pick(all);
if (!one) return { key: 'Escape' };
const what = `${one.tagName} ${one.getAttribute('aria-label') ?? one.innerText?.slice(0, 30) ?? ''}`;
if (choice < 0.35) {
    // Fields get values, also such as nobody would type.
    const fields = all.filter(one => /^(INPUT|SELECT|TEXTAREA)$/.test(one.tagName) && !['radio', 'checkbox'].includes(one.type));
    const field = pick(fields);
    if (field) {
        const texts = ['0', '-1', '1e9', '', 'NaN', '0.5', 'x', '7', '💥', '1,2;3'];
        const seed = Math.floor(which * 7919);
        if (field.tagName === 'SELECT') field.selectedIndex = seed % field.options.length;
        else {
            const { min, max } = field;
            const value = field.type === 'range' ? String(Number(min || 0) + (seed % 101) / 100 * (Number(max || 100) - Number(min || 0)))
                : texts[seed % texts.length];
            Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value').set.call(field, value);
        }
        field.dispatchEvent(new Event('input', { bubbles: true }));
        field.dispatchEvent(new Event('change', { bubbles: true }));
        return { done: `${field.tagName} ${field.getAttribute('aria-label') ?? ''} := ${field.value.slice(0, 20)}` };
    }
}
one.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
const box = one.getBoundingClientRect();
return { x: box.left + box.width / 2, y: box.top + box.height / 2, what };

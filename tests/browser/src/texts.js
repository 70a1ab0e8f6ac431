// Looks for texts that cannot be read whole. Answers a list of { what, where, text, other, by }: `clipped`, `shortened` (with an
// ellipsis), `off the screen` or `overlap`, by how many CSS pixels. Needs canvas_texts.js for the texts of canvases.
// arguments: tolerance in CSS pixels.
const [tolerance] = arguments;
const findings = [];
const clean = text => text.replace(/\s+/g, ' ').trim();
const region = element => {
    const named = element.closest('section[aria-label], dialog, header, [role=tooltip], .tip');
    return named ? named.getAttribute('aria-label') ?? named.className : element.closest('main')?.className ?? '?';
};
const report = (what, element, text, by, other) => findings.push({ what, where: region(element), text, by: Math.round(by * 10) / 10, other: other ?? null });
// For readers only: one pixel, or clipped to nothing.
const unseen = element => {
    for (let one = element; one; one = one.parentElement) {
        const style = getComputedStyle(one);
        if (style.clipPath === 'inset(50%)' || (style.position === 'absolute' && one.clientWidth <= 1 && one.clientHeight <= 1 && style.overflow === 'hidden')) return true;
        if (style.opacity === '0') return true;
    }
    return !element.checkVisibility({ visibilityProperty: true, opacityProperty: true, contentVisibilityAuto: true });
};
const viewport = { left: 0, right: document.documentElement.clientWidth };
// The boxes of the ancestors that cut, and whether what they cut can be scrolled to.
const clips = element => {
    const found = [];
    let position = getComputedStyle(element).position;
    for (let one = element; one && one !== document.body; one = one.parentElement) {
        const style = getComputedStyle(one);
        if (one !== element && position === 'absolute' && style.position === 'static') continue;
        if (one !== element) {
            if (style.position !== 'static') position = style.position;
            else if (position === 'absolute') continue;
        }
        const axis = value => value === 'hidden' || value === 'clip' ? 'cuts' : value === 'visible' ? null : 'scrolls';
        const [across, down] = [axis(style.overflowX), axis(style.overflowY)];
        if (across || down) {
            const box = one.getBoundingClientRect();
            const inner = { left: box.left + one.clientLeft, top: box.top + one.clientTop };
            inner.right = inner.left + one.clientWidth; inner.bottom = inner.top + one.clientHeight;
            found.push({ across, down, inner, isShortened: style.textOverflow === 'ellipsis' });
        }
        if (position === 'fixed') break;
    }
    return found;
};

const texts = [];
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
const modal = [...document.querySelectorAll('dialog[open]')].at(-1);
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = clean(node.textContent), element = node.parentElement;
    if (!text || element.closest('script, style, noscript, option, math, svg title') || unseen(element)) continue;
    if (modal && !modal.contains(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const lines = [...range.getClientRects()].filter(line => line.width > 0.5 && line.height > 0.5);
    // The font's line box is taller than its ink.
    const size = parseFloat(getComputedStyle(element).fontSize);
    const rects = lines.map(({ left, right, top, bottom }) => {
        const middle = (top + bottom) / 2;
        return { left, right, top: middle - size * 0.42, bottom: middle + size * 0.42 };
    });
    if (rects.length === 0) continue;
    // What is cut away, or can be scrolled to, is not seen beside others.
    let visible = rects, what = 'clipped', worst = 0;
    for (const { across, down, inner, isShortened } of clips(element)) {
        for (const rect of visible) {
            const beyond = [0];
            if (across === 'cuts') beyond.push(inner.left - rect.left, rect.right - inner.right);
            if (down === 'cuts') beyond.push(inner.top - rect.top, rect.bottom - inner.bottom);
            if (Math.max(...beyond) > worst) [worst, what] = [Math.max(...beyond), isShortened ? 'shortened' : 'clipped'];
        }
        visible = visible.map(rect => ({
            left: across ? Math.max(rect.left, inner.left) : rect.left, right: across ? Math.min(rect.right, inner.right) : rect.right,
            top: down ? Math.max(rect.top, inner.top) : rect.top, bottom: down ? Math.min(rect.bottom, inner.bottom) : rect.bottom,
        })).filter(rect => rect.right - rect.left > 0.5 && rect.bottom - rect.top > 0.5);
    }
    if (worst > tolerance) report(what, element, text, worst);
    const out = Math.max(...visible.map(rect => Math.max(viewport.left - rect.left, rect.right - viewport.right)));
    if (out > tolerance) report('off the screen', element, text, out);
    texts.push({ element, text, rects: visible });
}

// Values and hints in fields, and what menus show; a menu whose own text is transparent is the arrow of the field beside it.
const ruler = document.createElement('canvas').getContext('2d');
const ARROW = 16;
for (const field of document.querySelectorAll('input:not([type=range], [type=checkbox], [type=radio], [type=hidden]), select')) {
    const style = getComputedStyle(field);
    if (unseen(field) || style.color === 'rgba(0, 0, 0, 0)' || (modal && !modal.contains(field))) continue;
    const isMenu = field.tagName === 'SELECT';
    const text = isMenu ? field.selectedOptions[0]?.text ?? '' : field.value || field.placeholder;
    ruler.font = style.font;
    const room = field.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - (isMenu && style.appearance !== 'none' ? ARROW : 0);
    const beyond = ruler.measureText(text).width - room;
    if (beyond > tolerance) report(isMenu && style.textOverflow === 'ellipsis' ? 'shortened' : 'clipped', field, `field ${text}`, beyond);
    const box = field.getBoundingClientRect();
    if (box.right > viewport.right + tolerance) report('off the screen', field, `field ${text}`, box.right - viewport.right);
}

// Which of two is on top does not matter if a surface lies between them: sheets, bars, tips cover what is below.
const layer = element => {
    for (let one = element; one; one = one.parentElement) {
        const style = getComputedStyle(one);
        if (style.position === 'fixed' || style.position === 'sticky' || one.matches('dialog, .tip, .inspector, .more-panel, .toast')) return one;
        if (style.position === 'absolute' && style.zIndex !== 'auto' && style.backgroundColor !== 'rgba(0, 0, 0, 0)') return one;
    }
    return null;
};
const overlap = (a, b) => Math.min(Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
for (const text of texts) text.layer = layer(text.element);

// Texts on canvases, in CSS pixels of the page.
for (const canvas of document.querySelectorAll('canvas')) {
    if (unseen(canvas) || (modal && !modal.contains(canvas))) continue;
    const box = canvas.getBoundingClientRect(), scale = box.width / canvas.width;
    if (!(box.width > 1)) continue;
    // Out of sight it is painted for the size that it had; layout.js finds those that are in sight.
    const isStale = Math.abs(canvas.width / devicePixelRatio - box.width) > 2 || Math.abs(canvas.height / devicePixelRatio - box.height) > 2;
    if (isStale && (box.top > innerHeight || box.bottom < 0)) continue;
    const edge = { left: box.left, right: box.right, top: box.top, bottom: box.bottom };
    const own = (window.textsOf?.(canvas) ?? []).map(({ text, box: { left, right, top, bottom } }) => ({
        element: canvas, text: `canvas ${text}`, layer: layer(canvas),
        rects: [{ left: edge.left + left * scale, right: edge.left + right * scale, top: edge.top + top * scale, bottom: edge.top + bottom * scale }],
    }));
    for (const one of own) {
        const [rect] = one.rects;
        const by = Math.max(edge.left - rect.left, rect.right - edge.right, edge.top - rect.top, rect.bottom - edge.bottom);
        if (by > tolerance) report('clipped', canvas, one.text, by);
    }
    texts.push(...own);
}

// Buttons and fields beside a text, not around it. Cells of the network lie over their tiles.
const controls = [...document.querySelectorAll('button:not(.cell), select, input:not([type=range], [type=checkbox], [type=radio], [type=hidden])')]
    .filter(one => !unseen(one) && (!modal || modal.contains(one)) && getComputedStyle(one).color !== 'rgba(0, 0, 0, 0)');
for (const control of controls) {
    const seen = clips(control).reduce((box, { across, down, inner }) => ({
        left: across ? Math.max(box.left, inner.left) : box.left, right: across ? Math.min(box.right, inner.right) : box.right,
        top: down ? Math.max(box.top, inner.top) : box.top, bottom: down ? Math.min(box.bottom, inner.bottom) : box.bottom,
    }), control.getBoundingClientRect());
    const name = clean(control.getAttribute('aria-label') ?? control.labels?.[0]?.innerText ?? control.innerText);
    const on = layer(control);
    for (const { element, text, rects, layer } of texts) {
        if (layer !== on || control.contains(element)) continue;
        const by = Math.max(-1, ...rects.map(rect => overlap(rect, seen)));
        if (by > tolerance) report('overlap', element, text, by, `control ${name}`);
    }
}

for (const [index, one] of texts.entries()) {
    for (const other of texts.slice(index + 1)) {
        if (one.layer !== other.layer) continue;
        const by = Math.max(-1, ...one.rects.flatMap(a => other.rects.map(b => overlap(a, b))));
        if (by > tolerance) report('overlap', one.element, one.text, by, other.text);
    }
}
return findings;

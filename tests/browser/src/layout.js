// Looks for faults of the layout that are not about single texts (those finds texts.js). Answers a list of { what, where, by }:
//   sideways     the page is wider than the screen
//   heads        heads of two layers, or a head and the border of the network, share a place
//   cut          a control lies partly beyond what cuts it off, where nothing can be scrolled
//   covered      a control in the middle of the screen cannot be hit: something lies over it
//   overlap      two controls share a place
//   empty        a rectangle without anything in it, by its share of the screen
//   map          the picture of the map is higher than wide, or not beside the network where there is room
//   stale        a canvas is painted for another size than it has
//   small        a control that the Tab key reaches is smaller than 24 x 24 and too near to another (WCAG 2.5.8)
// arguments: tolerance in CSS pixels.
const [tolerance] = arguments;
const findings = [];
const clean = text => (text ?? '').replace(/\s+/g, ' ').trim();
const name = one => `${one.tagName.toLowerCase()}.${one.className?.baseVal ?? one.className} ${clean(one.getAttribute('aria-label') ?? one.labels?.[0]?.innerText ?? one.innerText).slice(0, 40)}`;
const report = (what, where, by) => findings.push({ what, where, by: Math.round(by * 10) / 10 });
const screen = { left: 0, top: 0, right: document.documentElement.clientWidth, bottom: document.documentElement.clientHeight };
const modal = document.querySelector('dialog[open]');
const root = modal ?? document.body;
const shown = one => one.checkVisibility({ visibilityProperty: true }) && !one.closest('.unseen');
const overlap = (a, b) => Math.min(Math.min(a.right, b.right) - Math.max(a.left, b.left), Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));
const rect = one => one.getBoundingClientRect();

// ---- sideways
const wide = document.scrollingElement.scrollWidth - screen.right;
if (wide > tolerance) {
    const widest = [...document.querySelectorAll('main *, header *')].filter(shown).sort((a, b) => rect(b).right - rect(a).right)[0];
    report('sideways', name(widest ?? document.body), wide);
}

// ---- heads
const network = document.querySelector('.diagram');
if (network && !modal) {
    const heads = [...network.querySelectorAll('.head')].map(head => {
        const parts = [...head.querySelectorAll('*')].filter(shown).map(rect).filter(one => one.width > 0);
        return {
            head, left: Math.min(...parts.map(one => one.left)), right: Math.max(...parts.map(one => one.right)),
            top: Math.min(...parts.map(one => one.top)), bottom: Math.max(...parts.map(one => one.bottom)),
        };
    }).filter(one => one.right > one.left);
    const box = rect(network);
    for (const [index, one] of heads.entries()) {
        const out = Math.max(box.left - one.left, one.right - box.right);
        if (out > tolerance) report('heads', `${clean(one.head.innerText)} leaves the network`, out);
        for (const other of heads.slice(index + 1)) {
            const by = overlap(one, other);
            if (by > tolerance) report('heads', `${clean(one.head.innerText)} / ${clean(other.head.innerText)}`, by);
        }
    }
}

// ---- controls
const CONTROLS = 'button, select, input, textarea, summary, a[href]';
// What is pressed of a control that is hidden behind its label.
const target = one => getComputedStyle(one).opacity === '0' && one.parentElement.matches('label') ? one.parentElement : one;
const controls = [...root.querySelectorAll(CONTROLS)].filter(one => shown(one) && !one.matches('.cell') && rect(one).width > 0);
const layer = element => {
    for (let one = element; one; one = one.parentElement) {
        const style = getComputedStyle(one);
        if (style.position === 'fixed' || one.matches('dialog, .inspector, .more-panel, .popover, .toasts')) return one;
    }
    return null;
};
// The box that is left of a control by what cuts it; `scrolls` if the rest can be scrolled to.
const visible = element => {
    let box = rect(element), scrolls = false;
    for (let one = element.parentElement; one && one !== document.body; one = one.parentElement) {
        const style = getComputedStyle(one);
        if (style.overflowX === 'visible' && style.overflowY === 'visible') continue;
        const outer = rect(one);
        if (/auto|scroll/.test(style.overflowX + style.overflowY)) scrolls = true;
        box = { left: Math.max(box.left, outer.left), right: Math.min(box.right, outer.right), top: Math.max(box.top, outer.top), bottom: Math.min(box.bottom, outer.bottom) };
        if (style.position === 'fixed') break;
    }
    return { box, scrolls };
};
const places = controls.map(one => ({ one, ...visible(target(one)), layer: layer(one) }));
for (const { one, box, scrolls, layer: on } of places) {
    const whole = rect(target(one));
    const beyond = Math.max(box.left - whole.left, whole.right - box.right, box.top - whole.top, whole.bottom - box.bottom);
    if (beyond > tolerance && !scrolls) report('cut', name(one), beyond);
    const offside = Math.max(-box.left, box.right - screen.right);
    if (offside > tolerance && !scrolls) report('cut', `${name(one)} beyond the screen`, offside);
    // In the middle of what is seen: what lies there is the control, or something in or around it.
    const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    if (box.right - box.left < 4 || box.bottom - box.top < 4 || x < 0 || y < 0 || x >= screen.right || y >= screen.bottom) continue;
    const top = document.elementFromPoint(x, y);
    if (!top || top === one || one.contains(top) || target(one).contains(top) || top.contains(one)) continue;
    // Bars, menus and sheets lie over the page by intention.
    if (layer(top) !== on) continue;
    report('covered', `${name(one)} by ${name(top)}`, 1);
}
for (const [index, a] of places.entries()) {
    for (const b of places.slice(index + 1)) {
        if (a.layer !== b.layer || target(a.one).contains(b.one) || target(b.one).contains(a.one)) continue;
        const by = overlap(a.box, b.box);
        if (by > tolerance) report('overlap', `${name(a.one)} / ${name(b.one)}`, by);
    }
}
// A target that is small needs a circle of 24 pixels to itself.
const reached = places.filter(({ one, box }) => one.tabIndex >= 0 && box.right - box.left > 1 && box.bottom - box.top > 1);
for (const { one, box, layer: on } of reached) {
    const whole = rect(target(one));
    if (whole.width >= 23.9 && whole.height >= 23.9) continue;
    if (one.matches('p a, dd a, li a, span > a')) continue;
    // Words that explain themselves stand in lines of text, and Help, which is large enough, says the same.
    if (one.matches('.term')) continue;
    const [x, y] = [(whole.left + whole.right) / 2, (whole.top + whole.bottom) / 2];
    const near = reached.some(other => {
        if (other.one === one || other.layer !== on) return false;
        const dx = Math.max(other.box.left - x, x - other.box.right, 0), dy = Math.max(other.box.top - y, y - other.box.bottom, 0);
        return Math.hypot(dx, dy) < 12;
    });
    if (near) report('small', name(one), Math.min(whole.width, whole.height));
}

// ---- empty: the largest rectangle of the page's own area in which there is nothing
const main = document.querySelector('main');
if (!modal && main) {
    const CELL = 16, box = rect(main);
    const columns = Math.floor(Math.min(box.width, screen.right) / CELL), rows = Math.floor((box.height - parseFloat(getComputedStyle(main).paddingBottom)) / CELL);
    const [left, top] = [Math.max(box.left, 0), box.top];
    const taken = Array.from({ length: rows }, () => new Uint8Array(columns));
    const take = ({ left: l, right: r, top: t, bottom: b }) => {
        for (let y = Math.max(0, Math.floor((t - top) / CELL)); y < Math.min(rows, Math.ceil((b - top) / CELL)); y++) {
            taken[y].fill(1, Math.max(0, Math.floor((l - left) / CELL)), Math.max(0, Math.min(columns, Math.ceil((r - left) / CELL))));
        }
    };
    for (const one of main.querySelectorAll('canvas, img, pre, ' + CONTROLS)) if (shown(one)) take(rect(one));
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (!clean(node.textContent) || !shown(node.parentElement)) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        [...range.getClientRects()].forEach(take);
    }
    // The largest rectangle under a histogram, row by row.
    const heights = new Uint16Array(columns);
    let best = { area: 0 };
    for (let y = 0; y < rows; y++) {
        for (let x = 0; x < columns; x++) heights[x] = taken[y][x] ? 0 : heights[x] + 1;
        for (let x = 0; x < columns; x++) {
            let least = heights[x];
            for (let to = x; to < columns && least > 0; to++) {
                least = Math.min(least, heights[to]);
                const [w, h] = [(to - x + 1) * CELL, least * CELL];
                // Strips are margins.
                if (Math.min(w, h) >= 112 && w * h > best.area) best = { area: w * h, w, h, x: x * CELL, y: (y + 1) * CELL - h };
            }
        }
    }
    const share = best.area / (screen.right * screen.bottom);
    if (share > 0.08) report('empty', `${best.w} x ${best.h} at ${Math.round(best.x)}, ${Math.round(best.y)} of main`, share * 100);
}

// ---- canvases
for (const canvas of document.querySelectorAll('main canvas')) {
    const { width, height } = rect(canvas);
    // Those out of sight are painted when they come into it.
    if (!shown(canvas) || width < 1 || rect(canvas).top > screen.bottom || rect(canvas).bottom < 0) continue;
    const by = Math.max(Math.abs(canvas.width / devicePixelRatio - width), Math.abs(canvas.height / devicePixelRatio - height));
    if (by > 2) report('stale', `${canvas.parentElement.className} ${canvas.width} x ${canvas.height}`, by);
}

// ---- the map
const picture = document.querySelector('.train .picture'), diagram = document.querySelector('.train .network');
if (picture && diagram && !modal) {
    const [map, net] = [rect(picture), rect(diagram)];
    if (map.height > map.width + tolerance) report('map', 'higher than wide', map.height - map.width);
    if (screen.right >= 1024) {
        if (map.left < net.right - tolerance) report('map', 'is not at the right of the network', net.right - map.left);
        const beside = Math.min(map.bottom, net.bottom) - Math.max(map.top, net.top);
        if (beside < map.height / 2) report('map', 'is not beside the network', map.height - beside);
        if (map.bottom + scrollY > screen.bottom && screen.bottom >= 700) report('map', 'ends below the screen', map.bottom + scrollY - screen.bottom);
    }
}
return findings;

// Looks for texts that are smaller than they may be. Answers a list of sentences. Needs canvas_texts.js for the texts of canvases.
// arguments: the least size in CSS pixels.
const [least] = arguments;
const found = [];
const report = (size, text, where) => { if (size < least - 0.01) found.push(`${Math.round(size * 100) / 100} px: ${text.replace(/\s+/g, ' ').trim().slice(0, 60)} (${where})`); };
const isShown = element => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !element.closest('.unseen');
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || element.closest('script, style, noscript, option') || !isShown(element)) continue;
    report(parseFloat(getComputedStyle(element).fontSize), node.textContent, element.className);
}
for (const field of document.querySelectorAll('select, input:not([type=range], [type=checkbox], [type=radio]), textarea')) {
    if (isShown(field) && getComputedStyle(field).opacity !== '0') report(parseFloat(getComputedStyle(field).fontSize), field.value, 'field');
}
for (const canvas of document.querySelectorAll('canvas')) {
    if (!isShown(canvas)) continue;
    // Figures are drawn in fractions of a device pixel.
    const unit = 8 * devicePixelRatio;
    for (const { text, font } of window.textsOf?.(canvas) ?? []) report(parseFloat(/([\d.]+)px/.exec(font)?.[1] ?? 0) / unit, text, 'canvas');
}
return found;

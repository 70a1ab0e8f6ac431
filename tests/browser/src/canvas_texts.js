// Runs before the page: records the texts that are painted on each canvas, for texts.js.
// Figures clear their canvas before they paint: what was recorded before that is forgotten.
(() => {
    const texts = new WeakMap();
    const prototype = CanvasRenderingContext2D.prototype;
    const { fillText, clearRect } = prototype;
    const of = canvas => texts.get(canvas) ?? (texts.set(canvas, []), texts.get(canvas));
    prototype.clearRect = function (x, y, width, height) {
        if (width >= this.canvas.width && height >= this.canvas.height) texts.set(this.canvas, []);
        return clearRect.call(this, x, y, width, height);
    };
    prototype.fillText = function (text, x, y, ...rest) {
        const size = this.measureText(text), to = this.getTransform();
        // The ink, not the line: from top to bottom of what is drawn.
        const corners = [
            [x - size.actualBoundingBoxLeft, y - size.actualBoundingBoxAscent],
            [x + size.actualBoundingBoxRight, y - size.actualBoundingBoxAscent],
            [x - size.actualBoundingBoxLeft, y + size.actualBoundingBoxDescent],
            [x + size.actualBoundingBoxRight, y + size.actualBoundingBoxDescent],
        ].map(([x, y]) => new DOMPoint(x, y).matrixTransform(to));
        const [xs, ys] = [corners.map(corner => corner.x), corners.map(corner => corner.y)];
        const box = { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
        // Painted twice at one place is painted once.
        const list = of(this.canvas);
        if (!list.some(one => one.text === text && one.box.left === box.left && one.box.top === box.top)) list.push({ text, font: this.font, box });
        return fillText.call(this, text, x, y, ...rest);
    };
    window.textsOf = canvas => (texts.get(canvas) ?? []).filter(one => one.text.trim() !== '');
})();

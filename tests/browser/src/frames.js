// Looks at the page for some milliseconds: when its animation frames came, and its tasks of more than 50 ms.
// arguments: milliseconds, callback. Answers { intervals, tasks, from, to, steps }; steps are those that the page shows.
const [millis, done] = arguments;
const intervals = [], tasks = [];
const observer = new PerformanceObserver(list => tasks.push(...list.getEntries().map(task => task.duration)));
observer.observe({ type: 'longtask' });
const step = () => Number(document.querySelector('[data-testid=step]')?.dataset.value ?? 0);
const start = { time: performance.now(), step: step() };
let last = null;
const look = () => {
    // Not the time that the frame was given, but the time at which the page got to it.
    const now = performance.now();
    if (last !== null) intervals.push(now - last);
    last = now;
    if (now - start.time < millis) {
        requestAnimationFrame(look);
    } else {
        const steps = step() - start.step;
        // The observer hears of a task after it.
        setTimeout(() => { observer.disconnect(); done({ intervals, tasks, millis: now - start.time, steps }); }, 100);
    }
};
requestAnimationFrame(look);

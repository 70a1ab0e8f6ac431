// The worker: runs the page's own program, which finds out where it is. The page sends it, compiled already, as its
// first message. After that the program listens itself.
onmessage = ({ data: { script, module } }) => import(script)
    .then(program => program.default({ module_or_path: module }))
    // Thrown where nobody waits, it reaches the page as this worker's error.
    .catch(error => setTimeout(() => { throw error; }));

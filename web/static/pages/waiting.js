// The line of those who wait for a game: the page asks again until it is its turn.
const seconds = Number(document.body.dataset.seconds);
setTimeout(() => location.reload(), 1000 * seconds);

// A worker that is killed at its first task, as one is that runs out of memory.
process.on('message', () => process.kill(process.pid, 'SIGKILL'));

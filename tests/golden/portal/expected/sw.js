a worker

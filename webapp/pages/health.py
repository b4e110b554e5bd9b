"""What /healthz answers: whether the server can take in cameras, and how busy it is."""

from dataclasses import asdict
from typing import Any

from webapp import __version__
from webapp.realtime.client_registry import ClientRegistry
from webapp.scheduler.worker_pool import WorkerPool
from webapp.settings import ServerSettings


def server_health(
    settings: ServerSettings, clients: ClientRegistry, pool: WorkerPool, uptime_s: float
) -> dict[str, Any]:
    workers = pool.counts()
    return {
        "status": "ok" if workers.ready else "no-worker",
        "version": __version__,
        "engine": settings.engine,
        "model": settings.model,
        "async_mode": settings.async_mode,
        "workers": asdict(workers),
        "clients": {"connected": len(clients), "max": clients.maximum},
        "viewers": {"connected": clients.viewers, "max": clients.most_viewers},
        "uptime_s": round(uptime_s, 3),
    }

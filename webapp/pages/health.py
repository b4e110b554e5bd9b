"""/healthz: whether the server can take cameras, and how busy it is."""

import time
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, jsonify

from webapp import __version__
from webapp.realtime.client_registry import ClientRegistry
from webapp.scheduler.worker_pool import WorkerPool
from webapp.settings import ServerSettings


def add_health_route(
    pages: Blueprint, settings: ServerSettings, clients: ClientRegistry, pool: WorkerPool
) -> None:
    started_s = time.monotonic()

    @pages.get("/healthz")
    def healthz() -> tuple[Response, HTTPStatus]:
        health = server_health(settings, clients, pool, time.monotonic() - started_s)
        is_ok = health["status"] == "ok"
        return jsonify(health), HTTPStatus.OK if is_ok else HTTPStatus.SERVICE_UNAVAILABLE


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
